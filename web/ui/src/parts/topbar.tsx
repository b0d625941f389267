// The bar at the top: where one can go, the language, the theme, the account.
import { Button, Dropdown } from "antd";
import { useEffect, useRef } from "react";
import { NavLink, useLocation } from "react-router-dom";
import type { Me } from "../api/client";
import { type Key, useText } from "../i18n";
import { useShade } from "../theme";

// Address, name, and the permission without which there is nothing to see.
const kPages: [string, Key, string][] = [
  ["/flags", "nav.queue", "flag.see"],
  ["/cases", "nav.cases", "case.see"],
  ["/evidence", "nav.evidence", "evidence.see"],
  ["/takedown", "nav.takedown", "notice.see"],
  ["/rights", "nav.rights", "right.see"],
  ["/watches", "nav.watches", "watch.see"],
  ["/imports", "nav.imports", "import.see"],
  ["/crawl", "nav.crawl", "crawl.see"],
  ["/events", "nav.events", "event.see"],
];

// Pages that stand under another's name.
const kUnder: Record<string, string[]> = { "/crawl": ["/workers"], "/events": ["/log"] };

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
  const roles = me.roles.map((role) => named("role", role)).join(lang === "zh" ? "、" : ", ");
  return (
    <header className="topbar">
      <NavLink to="/flags" className="brand" aria-label={t("app.name")}>
        <img src="/mark.svg" alt="" width="20" height="20" />
        <span>{t("app.name")}</span>
      </NavLink>
      <nav aria-label={t("nav.main")} ref={nav}>
        {kPages.filter(([, , permission]) => me.permissions.includes(permission)).map(([to, key]) => (
          <NavLink key={to} to={to} className={({ isActive }) => (isActive || kUnder[to]?.includes(pathname) ? "here" : "")}>
            {t(key)}
          </NavLink>
        ))}
      </nav>
      <div className="topbar-end">
        <Button type="text" size="small" onClick={() => setLang(lang === "zh" ? "en" : "zh")} aria-label={t("nav.langLabel")} data-testid="lang">
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
