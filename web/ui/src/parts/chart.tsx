// A section's chart above its table: drawn in a chunk of its own, or tiles by code where the rows are regions.
import { Component, lazy, type ReactNode, Suspense, useMemo } from "react";
import type { FigureReport } from "../api/client";
import { useText } from "../i18n";
import { optionOf, tilesOf } from "../lib/charts";
import { percent } from "../lib/format";
import { useShade } from "../theme";

const Drawn = lazy(() => import("./drawn"));
type Section = FigureReport["sections"][number];

// Apart by lightness too, for those who tell colours badly.
const kInks = {
  light: { text: "#1a2230", line: "#cfd5dd", series: ["#1f5bb5", "#a86400", "#1f7a45", "#8a3fa0"] },
  dark: { text: "#e3e8ef", line: "#3a4452", series: ["#82b4f5", "#e8b158", "#74c793", "#d59be8"] },
};

// A chart that cannot be drawn, or whose chunk does not come, leaves its table.
class Guarded extends Component<{ otherwise: ReactNode; children: ReactNode }, { broken: boolean }> {
  override state = { broken: false };
  static getDerivedStateFromError() {
    return { broken: true };
  }
  override render() {
    return this.state.broken ? this.props.otherwise : this.props.children;
  }
}

export function SectionChart({ section }: { section: Section }) {
  const { t, local, lang } = useText();
  const { shade } = useShade();
  const title = local(section.title as Record<string, string>);
  const option = useMemo(
    () =>
      optionOf(
        section,
        {
          local,
          unknown: t("reports.unknown"),
          number: (value, kind) => (kind === "share" ? percent(value) : kind === "hours" ? t("reports.hours", { n: value.toLocaleString(lang) }) : value.toLocaleString(lang)),
        },
        lang,
        kInks[shade],
      ),
    [section, local, t, lang, shade],
  );
  if (section.id === "regions" && section.rows.length > 0) return <Tiles section={section} title={title} />;
  if (!option) return null;
  return (
    <Guarded otherwise={<p className="muted">{t("charts.failed")}</p>}>
      <Suspense fallback={<div className="chart" role="status" aria-label={t("charts.loading")} />}>
        <Drawn option={option} label={t("charts.label", { title })} wide={section.chart?.kind === "funnel"} />
      </Suspense>
    </Guarded>
  );
}

function Tiles({ section, title }: { section: Section; title: string }) {
  const { t, lang } = useText();
  return (
    <ul className="tiles" aria-label={t("charts.tiles", { title })} data-testid="tiles">
      {tilesOf(section, "suspected").map((tile) => (
        <li key={tile.code} className="tile" style={{ background: `color-mix(in srgb, var(--accent-soft) ${Math.round(tile.share * 100)}%, var(--surface))` }}>
          <span className="muted">{tile.code || t("charts.unknownRegion")}</span>
          <span className="num">{tile.count.toLocaleString(lang)}</span>
        </li>
      ))}
    </ul>
  );
}
