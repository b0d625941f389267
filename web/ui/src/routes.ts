// Every page: its addresses and the chunk it is loaded from.  The chunk of the page that is asked for, and the first answers it needs, are
// fetched while the console still finds out who is signed in.
import { type ComponentType, createElement, type ElementType, lazy, useState } from "react";
import { matchPath } from "react-router-dom";
import { askEarly } from "./api/use";
import { flagsPath } from "./lib/view";

type Load = () => Promise<{ default: ComponentType }>;
const kPages: [paths: string[], load: Load, asks?: (search: URLSearchParams) => string[]][] = [
  [["/people"], () => import("./pages/people")],
  [["/people/organisations"], () => import("./pages/organisations")],
  [["/tips"], () => import("./pages/tips")],
  [["/assignments"], () => import("./pages/assignments")],
  [["/flags"], () => import("./pages/queue"), (search) => [flagsPath(search), "/rights?limit=200"]],
  [["/flags/:id"], () => import("./pages/flag")],
  [["/samples", "/samples/cleared", "/samples/disagreed", "/samples/figures"], () => import("./pages/samples")],
  [["/samples/judge/:id"], () => import("./pages/sample")],
  [["/cases"], () => import("./pages/cases")],
  [["/cases/:id"], () => import("./pages/case")],
  [["/evidence"], () => import("./pages/evidence")],
  [["/evidence/:id"], () => import("./pages/package")],
  [["/takedown"], () => import("./pages/takedown")],
  [["/notices/:id"], () => import("./pages/notice")],
  [["/outbox", "/outbox/connectors", "/outbox/messages"], () => import("./pages/outbox")],
  [["/deadlines"], () => import("./pages/deadlines")],
  [["/deadlines/calendar"], () => import("./pages/calendar")],
  [["/tasks"], () => import("./pages/tasks")],
  [["/counter-notices"], () => import("./pages/counternotices")],
  [["/counter-notices/:id"], () => import("./pages/counternotice")],
  [["/verify"], () => import("./pages/verify")],
  [["/verify/relists"], () => import("./pages/relists")],
  [["/verify/:id"], () => import("./pages/measure")],
  [["/identifications"], () => import("./pages/identifications")],
  [["/identifications/:id"], () => import("./pages/identification")],
  [["/clues/:id"], () => import("./pages/clue")],
  [["/reports"], () => import("./pages/reports")],
  [["/rights"], () => import("./pages/rights")],
  [["/rights/new", "/rights/:id/edit"], () => import("./pages/rightform")],
  [["/rights/similar"], () => import("./pages/similar")],
  [["/rights/aliases"], () => import("./pages/aliases")],
  [["/rights/expiring"], () => import("./pages/expiring")],
  [["/rights/:id"], () => import("./pages/right")],
  [["/holder"], () => import("./pages/holder")],
  [["/sellers"], () => import("./pages/sellers")],
  [["/sellers/:id"], () => import("./pages/seller")],
  [["/watches"], () => import("./pages/watches")],
  [["/watches/:id"], () => import("./pages/watch")],
  [["/sources"], () => import("./pages/sources")],
  [["/sources/:id"], () => import("./pages/source")],
  [["/rules"], () => import("./pages/rules")],
  [["/rules/new"], () => import("./pages/rulenew")],
  [["/rules/packs/:pack"], () => import("./pages/rulepack")],
  [["/rules/drafts/:id"], () => import("./pages/ruledraft")],
  [["/rules/goods"], () => import("./pages/goods")],
  [["/rules/goods/:id"], () => import("./pages/goodsimport")],
  [["/imports"], () => import("./pages/imports")],
  [["/imports/:id"], () => import("./pages/import")],
  [["/crawl"], () => import("./pages/crawl")],
  [["/workers"], () => import("./pages/workers")],
  [["/events"], () => import("./pages/events")],
  [["/events/:id"], () => import("./pages/event")],
  [["/log"], () => import("./pages/log")],
  [["*"], () => import("./pages/notfound")],
];

// A page whose chunk is there already is shown at once: React lets what it waited for appear 300 ms after it showed that it waits, however
// short the wait was.  Which of the two it is stays so for as long as the page is open.
function pageOf(load: Load) {
  let loaded: ComponentType | undefined;
  const fetch = () =>
    load().then((module) => {
      loaded = module.default;
      return module;
    });
  const Awaited = lazy(fetch);
  function Page() {
    const [Shown] = useState<ElementType>(() => loaded ?? Awaited);
    return createElement(Shown);
  }
  return { fetch, Page };
}

const kLoads = kPages.map(([paths, load, asks]) => ({ paths, asks, ...pageOf(load) }));

export const kRoutes: { path: string; Page: ComponentType }[] = kLoads.flatMap(({ paths, Page }) => paths.map((path) => ({ path, Page })));

// `search` null: nobody is signed in yet, so nothing is asked.
export function fetchAhead(pathname: string, search: URLSearchParams | null) {
  const page = kLoads.find(({ paths }) => paths.some((path) => path !== "*" && matchPath(path, pathname)));
  if (!page) return;
  page.fetch().catch(() => undefined); // said when it is shown
  for (const path of (search && page.asks?.(search)) ?? []) askEarly(path);
}
