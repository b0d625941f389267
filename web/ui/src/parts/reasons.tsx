// Reasons in words: what a signal or a clearing says, short tags for lists, chains of views.
import type { Clearing, Signal } from "../api/client";
import { type Text, useText } from "../i18n";
import type { Mark } from "../lib/spans";

export function fieldName(text: Text, field: string | null | undefined): string {
  if (!field) return "";
  const plain = field.replace(/\[\d+\]$/, "");
  return text.nearest("field", plain, field);
}

const clip = (words: string | undefined) => (words && words.length > 40 ? `${words.slice(0, 40)}…` : (words ?? ""));

export function signalSentence(text: Text, signal: Signal): string {
  return text.nearest("sig", signal.detector, signal.detector, {
    field: fieldName(text, signal.field),
    matched: clip(signal.matched),
    decoded: clip(signal.decoded || signal.matched),
    edition: clip(signal.chain?.[0]), // of the table of goods
  });
}

// English has the server's own sentence, which is more exact than the code's.
export function clearingSentence(text: Text, clearing: Clearing): string {
  if (text.lang === "en" && clearing.why) return clearing.why;
  const code = clearing.matched ? `${clearing.detector}.table` : clearing.detector;
  return text.nearest("clear", code, clearing.why || clearing.detector, { matched: clip(clearing.matched) });
}

export function Tags({ codes, cleared }: { codes: string[]; cleared: boolean }) {
  const text = useText();
  const labels: { label: string; excuse: boolean }[] = [];
  for (const code of codes) {
    const tag = text.nearest("tag", code, "");
    const clear = text.nearest("cleartag", code, "");
    const excuse = tag === "" && clear !== "";
    const label = (cleared ? clear || tag : tag || clear) || code.replace(/_/g, " ");
    if (!labels.some((known) => known.label === label)) labels.push({ label, excuse: cleared ? clear !== "" : excuse });
  }
  return (
    <span className="tags">
      {labels.slice(0, 4).map(({ label, excuse }) => (
        <span key={label} className={excuse ? "tag tag-excuse" : "tag"}>
          {label}
        </span>
      ))}
      {labels.length > 4 ? <span className="muted">+{labels.length - 4}</span> : null}
    </span>
  );
}

export function marksOf(signals: Signal[], clearings: Clearing[], field: string): Mark[] {
  const marks: Mark[] = [];
  signals.forEach((signal, index) => {
    if (signal.field === field && signal.span) marks.push({ span: signal.span as [number, number], kind: "guilty", index });
  });
  clearings.forEach((clearing, index) => {
    if (clearing.field === field && clearing.span) marks.push({ span: clearing.span as [number, number], kind: "innocent", index });
  });
  return marks;
}
