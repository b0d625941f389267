// Which notice, counter-notice, clue or case a term or a task is about: its number, the right, the platform, and the way to it.
import { Link } from "react-router-dom";
import type { About, Subject } from "../api/client";
import { type Text, useText } from "../i18n";
import { shorten, visible } from "../lib/format";
import { subjectPath } from "../lib/subjects";

interface Row {
  subject?: Subject;
  about?: About;
  case?: string | null;
  detail?: Record<string, unknown>;
}

// Long ones are shortened in the middle; the whole stands in the title.
const kLongest = 20;
const ours = (number: string) => (number.length > kLongest ? shorten(number, 6) : number);

// "通知 P-2026-0077"; "不侵权声明 星河小店".
export function aboutHead({ named }: Text, { subject, about }: Row): string {
  if (!subject) return "";
  const own = about?.number ? ours(about.number) : subject.kind === "measure" ? "" : (about?.name ?? "");
  return [named("subject", subject.kind), visible(own)].filter(Boolean).join(" ");
}

// "星河小店 · 北果 · shop1"
export function aboutRest({ about, subject }: Row): string {
  if (!about) return "";
  const objector = subject?.kind === "counter_notice" && about.number ? about.name : null;
  return [objector, about.right || about.case_title, about.platform].filter((one): one is string => Boolean(one)).map(visible).join(" · ");
}

export const aboutText = (text: Text, row: Row) => [aboutHead(text, row), aboutRest(row)].filter(Boolean).join(" · ");

export function AboutCell({ row }: { row: Row }) {
  const text = useText();
  if (!row.subject) return null;
  const path = subjectPath(row.subject, row.detail ?? {}, row.case);
  const head = aboutHead(text, row);
  return (
    <span className="two-lines" title={row.about?.number ?? undefined}>
      {path ? <Link to={path}>{head}</Link> : <span>{head}</span>}
      <span className="muted">{aboutRest(row)}</span>
    </span>
  );
}
