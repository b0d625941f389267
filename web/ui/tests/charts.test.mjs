// Sections of a report -> charts: labels, series, what is unknown, tiles by code.
import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./load.mjs";

const { dataOf, oneLanguage, optionOf, tilesOf } = await load(new URL("../src/lib/charts.ts", import.meta.url));
const words = { local: (text) => text.en, unknown: "unknown", number: (value, kind) => `${value} ${kind}` };
const inks = { text: "#000", line: "#ccc", series: ["#111", "#222"] };
const column = (id, kind) => ({ id, name: { zh: id, en: id.toUpperCase() }, kind });
const section = (chart, columns, rows) => ({ id: "x", title: { en: "X" }, columns, rows, chart });
const times = section({ kind: "line", label: "from", values: ["a", "b"] }, [column("from", "text"), column("a", "hours"), column("b", "hours")], [["2026-01-05", 2, null], ["2026-01-12", null, 3]]);

test("what is not known is a gap, never 0", () => {
  assert.deepEqual(dataOf(times, words, "en").series.map((one) => one.values), [[2, null], [null, 3]]);
  assert.deepEqual(optionOf(times, words, "en", inks).series.map((one) => [one.name, one.connectNulls]), [["A", false], ["B", false]]);
});

test("nothing is drawn of a section without a chart, rows or numbers", () => {
  assert.equal(optionOf({ ...times, chart: null }, words, "en", inks), null);
  assert.equal(optionOf({ ...times, rows: [] }, words, "en", inks), null);
  assert.equal(optionOf({ ...times, rows: [["2026-01-05", null, null]] }, words, "en", inks), null);
});

test("lines differ by more than their colour", () => {
  const series = optionOf(times, words, "en", inks).series;
  assert.equal(new Set(series.map((one) => one.symbol)).size, 2);
  assert.equal(new Set(series.map((one) => one.lineStyle.type)).size, 2);
});

test("a share goes from 0 to 1 on its axis; bars are cut where the table goes on", () => {
  const rows = Array.from({ length: 30 }, (_, i) => [`p${i}`, 0.5]);
  const option = optionOf(section({ kind: "bar", label: "p", values: ["rate"] }, [column("p", "text"), column("rate", "share")], rows), words, "en", inks);
  assert.equal(option.xAxis.max, 1);
  assert.equal(option.yAxis.data.length, 20);
});

test("names in two languages are told in one", () => {
  assert.equal(oneLanguage("疑似 / suspected", "zh"), "疑似");
  assert.equal(oneLanguage("疑似 / suspected", "en"), "suspected");
  assert.equal(oneLanguage("shop / a / b", "en"), "shop / a / b");
});

test("regions are tiles in the order of their codes, the unknown last", () => {
  const regions = section({ kind: "bar", label: "region", values: ["suspected"] }, [column("region", "text"), column("suspected", "count")], [["44", 10], [null, 4], ["23", 5]]);
  assert.deepEqual(tilesOf(regions, "suspected"), [{ code: "23", count: 5, share: 0.5 }, { code: "44", count: 10, share: 1 }, { code: "", count: 4, share: 0.4 }]);
});
