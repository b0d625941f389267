// A view of the queue: its filters live in the address, its order in memory while an officer walks it.
import { query, type FlagRow } from "../api/client";

export const kViews = ["new", "mine", "second_look", "held", "overdue", "cleared", "in_case", "dismissed"] as const;
export type ViewName = (typeof kViews)[number];
export const kSorts = ["priority", "db", "newest", "oldest"] as const;
export const kGroups = ["picture", "seller"] as const;
export type GroupName = (typeof kGroups)[number];
// What narrows a view, as the address and the API call it.
export const kFilters = [
  "right", "watch", "source", "platform", "region", "seller", "reason", "min_db", "max_db", "min_priority", "max_priority", "q",
] as const;
export type FilterName = (typeof kFilters)[number];
const kPage = 100;

export function viewOf(search: URLSearchParams): ViewName {
  const name = search.get("view");
  return kViews.find((view) => view === name) ?? "new";
}
export const groupOf = (search: URLSearchParams): GroupName | null => kGroups.find((group) => group === search.get("group")) ?? null;
export const sortOf = (search: URLSearchParams) => kSorts.find((sort) => sort === search.get("sort")) ?? "priority";

// The API's address for the filters of a page's address.
export function flagsPath(search: URLSearchParams): string {
  return `/flags${query({
    view: viewOf(search),
    sort: search.get("sort"),
    group: groupOf(search),
    ...Object.fromEntries(kFilters.map((name) => [name, search.get(name)])),
    limit: kPage,
  })}`;
}

// What is kept of an address under a name, and the address that it makes again.
export function filterOf(search: URLSearchParams): Record<string, string> {
  const kept: Record<string, string> = { view: viewOf(search) };
  for (const name of ["sort", "group", ...kFilters]) {
    const value = search.get(name);
    if (value) kept[name] = value;
  }
  return kept;
}
export function searchOf(filter: Record<string, string>): URLSearchParams {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(filter)) if (value && !(name === "view" && value === "new")) search.set(name, value);
  return search;
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
