// A section of a report -> what ECharts draws of it: pure, so that it is tested without a browser.
import type { FigureReport } from "../api/client";

type Section = FigureReport["sections"][number];

export interface ChartWords {
  local: (text: Record<string, string>) => string;
  unknown: string;
  number: (value: number, kind: string) => string;
}
export interface Inks {
  text: string;
  line: string;
  series: string[];
}

const kDashes = ["solid", "dashed", "dotted", [8, 3, 2, 3]] as const;
const kSymbols = ["circle", "rect", "triangle", "diamond"] as const;
const kMostBars = 20; // what the server's own page draws; the table has all

const columnAt = (section: Section, id: string) => section.columns.findIndex((column) => column.id === id);

// "监测到的链接 / listings reached": names that the server gives in both languages at once.
export function oneLanguage(name: string, lang: string): string {
  const parts = name.split(" / ");
  return parts.length === 2 ? ((lang === "zh" ? parts[0] : parts[1]) ?? name) : name;
}

export interface Series {
  name: string;
  kind: string;
  values: (number | null)[];
}

// Labels and series of a section's chart; null when it has none to draw.
export function dataOf(section: Section, words: ChartWords, lang: string): { labels: string[]; series: Series[] } | null {
  const { chart } = section;
  if (!chart || section.rows.length === 0) return null;
  const label = columnAt(section, chart.label);
  const rows = chart.kind === "line" ? section.rows : section.rows.slice(0, kMostBars);
  const labels = rows.map((row) => (row[label] == null ? words.unknown : oneLanguage(String(row[label]), lang)));
  const series = chart.values.map((id) => {
    const at = columnAt(section, id);
    const column = section.columns[at];
    return { name: column ? words.local(column.name as Record<string, string>) : id, kind: column?.kind ?? "count", values: rows.map((row) => (typeof row[at] === "number" ? (row[at] as number) : null)) };
  });
  return series.some((one) => one.values.some((value) => value !== null)) ? { labels, series } : null;
}

// An option object of ECharts.
export function optionOf(section: Section, words: ChartWords, lang: string, inks: Inks): Record<string, unknown> | null {
  const data = dataOf(section, words, lang);
  if (!data || !section.chart) return null;
  const kind = data.series[0]?.kind ?? "count";
  const say = (value: unknown) => (typeof value === "number" ? words.number(value, kind) : words.unknown);
  const base = {
    animation: false, // a picture of numbers, not a show
    color: inks.series,
    textStyle: { color: inks.text, fontFamily: "inherit" },
    aria: { enabled: true, decal: { show: section.chart.kind !== "line" } },
    legend: data.series.length > 1 ? { top: 0, left: 0, textStyle: { color: inks.text } } : undefined,
    tooltip: { trigger: section.chart.kind === "funnel" ? "item" : "axis", confine: true, valueFormatter: say },
  };
  if (section.chart.kind === "funnel") {
    const [one] = data.series;
    return {
      ...base,
      series: [
        {
          type: "funnel",
          sort: "none",
          top: 10,
          bottom: 10,
          left: "2%",
          width: "60%",
          minSize: "4%",
          label: { position: "right", color: inks.text, formatter: ({ name, value }: { name: string; value: number }) => `${name}  ${say(value)}` },
          labelLine: { lineStyle: { color: inks.line } },
          data: data.labels.map((name, i) => ({ name, value: one?.values[i] ?? 0 })),
        },
      ],
    };
  }
  const value = { type: "value", axisLabel: { color: inks.text, formatter: say }, splitLine: { lineStyle: { color: inks.line } }, ...(kind === "share" ? { max: 1, min: 0 } : {}) };
  const category = { type: "category", data: data.labels, axisLabel: { color: inks.text, hideOverlap: true }, axisLine: { lineStyle: { color: inks.line } } };
  const grid = { left: 8, right: 24, top: data.series.length > 1 ? 34 : 12, bottom: 8, containLabel: true };
  if (section.chart.kind === "line") {
    return {
      ...base,
      grid,
      xAxis: { ...category, boundaryGap: false },
      yAxis: value,
      series: data.series.map((one, i) => ({
        type: "line",
        name: one.name,
        data: one.values,
        symbol: kSymbols[i % kSymbols.length],
        symbolSize: 7,
        lineStyle: { type: kDashes[i % kDashes.length], width: 2 },
        connectNulls: false,
      })),
    };
  }
  return {
    ...base,
    grid,
    xAxis: value,
    yAxis: { ...category, inverse: true },
    series: data.series.map((one) => ({ type: "bar", name: one.name, data: one.values, barMaxWidth: 18 })),
  };
}

export interface Tile {
  code: string;
  count: number;
  share: number; // of the greatest, 0 to 1
}

// Regions as tiles, by code: the map without an outline.
export function tilesOf(section: Section, value: string): Tile[] {
  const [label, at] = [0, columnAt(section, value)];
  const rows = section.rows.map((row) => ({ code: row[label] == null ? "" : String(row[label]), count: typeof row[at] === "number" ? (row[at] as number) : 0 }));
  const most = Math.max(1, ...rows.map((row) => row.count));
  return rows.map((row) => ({ ...row, share: row.count / most })).sort((a, b) => (a.code === "" ? 1 : b.code === "" ? -1 : a.code.localeCompare(b.code)));
}
