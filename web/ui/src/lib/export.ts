// The rows as shown, as CSV that a spreadsheet reads as text: no cell becomes a formula.
import type { FlagRow } from "../api/client";
import type { Text } from "../i18n";
import { beijing, money } from "./format";

export function csvCell(value: string): string {
  const guarded = /^[\s\u0000-\u001f]*[=+\-@\uff1d\uff0b\uff0d\uff20]/u.test(value) || /^[\t\r]/.test(value) ? `'${value}` : value;
  return `"${guarded.replace(/"/g, '""')}"`;
}

export function exportRows({ t, named, lang }: Text, rows: FlagRow[]) {
  const head = [
    t("queue.evidence"), t("queue.listing"), t("flag.url"), t("queue.right"), t("queue.price"), t("queue.seller"),
    t("queue.platform"), t("queue.state"), t("queue.captured"),
  ];
  const lines = rows.map((row) => [
    row.db.toFixed(1), row.title ?? "", row.url ?? "", row.right.title ?? "", money(row.price), row.seller ?? "",
    row.platform ?? "", named("state", row.state), beijing(row.found_at, lang),
  ]);
  saveCsv("leads.csv", head, lines);
}

export function saveCsv(name: string, head: string[], lines: string[][]) {
  const csv = [head, ...lines].map((line) => line.map(csvCell).join(",")).join("\r\n");
  saveBlob(name, new Blob(["\ufeff", csv, "\r\n"], { type: "text/csv;charset=utf-8" }));
}

export function saveBlob(name: string, blob: Blob) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
