// Where the page of what a term, a task or an event is about stands; null when it has none.
import type { Subject } from "../api/client";

const kPages: Record<string, string> = {
  notice: "/notices/", counter_notice: "/counter-notices/", clue: "/clues/", identification: "/identifications/", case: "/cases/", flag: "/flags/",
  measure: "/verify/", package: "/evidence/", right: "/rights/", watch: "/watches/", source: "/sources/", rule_pack: "/rules/drafts/", goods_table: "/rules/goods/", import: "/imports/",
};

// `detail`: what a task says besides; a delivery and a message lead to their notice.
export function subjectPath({ kind, id }: Subject, detail: Record<string, unknown> = {}, caseId?: string | null): string | null {
  const page = kPages[kind];
  if (page) return page + id;
  if (kind === "delivery") return `/outbox?delivery=${id}`;
  if (kind === "message") return typeof detail.notice === "string" ? `/notices/${detail.notice}` : "/outbox/messages";
  if (kind === "relist") return `/verify/relists${caseId ? `?case=${caseId}` : ""}`;
  return null;
}

// What the page at an address is about; null for a list and for what has no events of its own.
export function subjectOf(pathname: string): Subject | null {
  for (const [kind, page] of Object.entries(kPages)) {
    const id = pathname.startsWith(page) ? pathname.slice(page.length) : "";
    if (/^\d+$/.test(id)) return { kind, id };
  }
  return null;
}
