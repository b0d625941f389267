// The bar at the top: where one can go, the language, the theme, the account.
import { Button, Dropdown } from "antd";
import { useEffect, useRef } from "react";
import { NavLink, useLocation } from "react-router-dom";
import type { Me, TaskPage } from "../api/client";
import { useGet } from "../api/use";
import { type Key, useText } from "../i18n";
import { seesThroughRights } from "../session";
import { useShade } from "../theme";

// Address, name, and the permission without which there is nothing to see; in groups of what belongs together.
type Page = [string, Key, string];
const kGroups: [Key, Page[]][] = [
  ["nav.work", [["/flags", "nav.queue", "flag.see"], ["/cases", "nav.cases", "case.see"], ["/identifications", "nav.identifications", "identification.see"], ["/tasks", "nav.tasks", "task.see"], ["/samples", "nav.samples", "sample.judge"], ["/assignments", "nav.assignments", "assignment.see"], ["/tips", "nav.tips", "tip.see"]]],
  ["nav.follow", [["/takedown", "nav.takedown", "notice.see"], ["/deadlines", "nav.deadlines", "notice.see"]]],
  ["nav.results", [["/evidence", "nav.evidence", "evidence.see"], ["/reports", "nav.reports", "report.see"]]],
  ["nav.watching", [["/rights", "nav.rights", "right.see"], ["/sellers", "nav.sellers", "seller.see"], ["/watches", "nav.watches", "watch.see"], ["/imports", "nav.imports", "import.see"], ["/crawl", "nav.crawl", "crawl.see"]]],
  ["nav.record", [["/events", "nav.events", "event.see"], ["/people", "nav.people", "account.manage"]]],
];
// A holder's own: what is the bureau's is not offered.
const kHolderGroups: [Key, Page[]][] = [
  ["nav.work", [["/holder", "nav.holder", "right.see"], ["/flags", "nav.queue", "flag.see"], ["/identifications", "nav.identifications", "identification.see"]]],
];
// Pages that stand under another's name.
const kUnder: Record<string, string[]> = {
  "/watches": ["/sources", "/rules"], "/crawl": ["/workers"], "/events": ["/log"], "/takedown": ["/outbox", "/counter-notices", "/verify", "/notices"], "/cases": ["/clues"],
  "/holder": ["/rights", "/verify"],
};
const kMaxCounted = 100;

// How many tasks are open, asked again with each page.
function useOpenTasks(me: Me, pathname: string): string {
  const may = me.permissions.includes("task.see");
  const { data, reload } = useGet<TaskPage>(may ? `/tasks?limit=${kMaxCounted}` : null);
  const asked = useRef(pathname);
  useEffect(() => {
    if (!may || asked.current === pathname) return;
    asked.current = pathname;
    reload();
  }, [may, pathname, reload]);
  const n = data?.items.length ?? 0;
  return n === 0 ? "" : data?.next ? `${n}+` : String(n);
}

export function TopBar({ me, onLeave }: { me: Me; onLeave: () => void }) {
  const { t, named, lang, setLang } = useText();
  const { shade, toggle } = useShade();
  const { pathname } = useLocation();
  const nav = useRef<HTMLElement>(null);
  // Where the bar is too narrow for all pages, the one that is open is in sight.
  useEffect(() => {
    const [bar, here] = [nav.current, nav.current?.querySelector<HTMLElement>(".here")];
    if (bar && here) bar.scrollLeft = here.offsetLeft - bar.offsetLeft - (bar.clientWidth - here.offsetWidth) / 2;
  }, [pathname, lang]);
  const open = useOpenTasks(me, pathname);
  const groups = (seesThroughRights(me) ? kHolderGroups : kGroups).map(([name, pages]) => [name, pages.filter(([, , permission]) => me.permissions.includes(permission))] as const).filter(([, pages]) => pages.length > 0);
  const isHere = (to: string) => [to, ...(kUnder[to] ?? [])].some((one) => pathname === one || pathname.startsWith(`${one}/`));
  const here = groups.flatMap(([, pages]) => pages).find(([to]) => isHere(to));
  const word = ([to, key]: Page) => (
    <>
      {t(key)}
      {to === "/tasks" && open ? (
        <span className="count num" title={t("tasks.openCount", { n: open })} data-testid="open-tasks">
          {open}
        </span>
      ) : null}
    </>
  );
  const roles = me.roles.map((role) => named("role", role)).join(lang === "zh" ? "、" : ", ");
  return (
    <header className="topbar">
      <NavLink to="/" className="brand" aria-label={t("app.name")}>
        <img src="/mark.svg" alt="" width="20" height="20" />
        <span>{t("app.name")}</span>
      </NavLink>
      <nav aria-label={t("nav.main")} ref={nav} className="nav-wide">
        {groups.map(([name, pages]) => (
          <span key={name} className="nav-group">
            {pages.map((page) => (
              <NavLink key={page[0]} to={page[0]} className={isHere(page[0]) ? "here" : ""}>
                {word(page)}
              </NavLink>
            ))}
          </span>
        ))}
      </nav>
      <Dropdown
        trigger={["click"]}
        menu={{
          selectedKeys: here ? [here[0]] : [],
          items: groups.map(([name, pages]) => ({ key: name, type: "group" as const, label: t(name), children: pages.map((page) => ({ key: page[0], label: <NavLink to={page[0]}>{word(page)}</NavLink> })) })),
        }}
      >
        <Button type="text" size="small" className="nav-narrow" aria-label={`${t("nav.pages")}: ${here ? t(here[1]) : ""} ${open}`} data-testid="pages">
          {here ? t(here[1]) : t("nav.pages")} {open ? <span className="count num">{open}</span> : null} <span aria-hidden="true">▾</span>
        </Button>
      </Dropdown>
      <div className="topbar-end">
        <Button type="text" size="small" onClick={() => setLang(lang === "zh" ? "en" : "zh")} aria-label={`${t("nav.lang")}: ${t("nav.langLabel")}`} data-testid="lang">
          {t("nav.lang")}
        </Button>
        <Button type="text" size="small" onClick={toggle} aria-label={t("nav.theme")} title={t("nav.theme")} data-testid="theme">
          <ShadeIcon dark={shade === "dark"} />
        </Button>
        <Dropdown
          trigger={["click"]}
          menu={{
            items: [
              { key: "who", disabled: true, label: <span className="who">{`${me.org?.name ?? ""}\u2002${roles}`}</span> },
              { type: "divider" },
              { key: "own", label: <NavLink to="/account">{t("account.menu")}</NavLink> },
              { key: "leave", label: t("nav.signOut"), onClick: onLeave },
            ],
          }}
        >
          <Button type="text" size="small" className="account" aria-label={`${t("nav.menu")}: ${me.display_name || me.login}`}>
            {me.display_name || me.login}
          </Button>
        </Dropdown>
      </div>
    </header>
  );
}

function ShadeIcon({ dark }: { dark: boolean }) {
  return (
    <svg viewBox="0 0 16 16" width="14" height="14" aria-hidden="true">
      <circle cx="8" cy="8" r="6.25" fill="none" stroke="currentColor" strokeWidth="1.5" />
      <path d={dark ? "M8 1.75a6.25 6.25 0 0 0 0 12.5z" : "M8 1.75a6.25 6.25 0 0 1 0 12.5z"} fill="currentColor" />
    </svg>
  );
}
