// A view of the queue: its filters live in the address, its order in memory while an officer walks it.
import { query, type FlagRow } from "../api/client";

export const kViews = ["open", "second_look", "held", "in_case", "dismissed", "cleared"] as const;
export type ViewName = (typeof kViews)[number];

export function viewOf(search: URLSearchParams): ViewName {
  const name = search.get("view");
  return kViews.find((view) => view === name) ?? "open";
}

// The API's address for the filters of a page's address.
export function flagsPath(search: URLSearchParams): string {
  const view = viewOf(search);
  const state = view === "open" || view === "cleared" ? undefined : view;
  return `/flags${query({
    state: view === "cleared" ? "new,reopened,second_look,held,dismissed,in_case" : state,
    verdict: view === "cleared" ? "cleared" : view === "dismissed" || view === "in_case" ? "any" : undefined,
    right: search.get("right"),
    platform: search.get("platform"),
    min_db: search.get("min_db"),
    q: search.get("q"),
    limit: 50,
  })}`;
}

// The rows an officer came from.  They stay in place while they are decided one by one, so that
// J and K walk the list that was seen.
interface Walk {
  search: string;
  rows: FlagRow[];
  next: string | null;
  total: number | null;
}
let walk: Walk = { search: "", rows: [], next: null, total: null };
export const rememberWalk = (next: Walk) => {
  walk = next;
};
export const currentWalk = (): Walk => walk;

// What the officer decided, newest last, for undo.
const decided: string[] = [];
export const rememberDecided = (id: string) => {
  decided.push(id);
};
export const takeDecided = (): string | undefined => decided.pop();
