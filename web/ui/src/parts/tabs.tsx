// Pages that stand under one name of the top bar.
import { Link, useLocation } from "react-router-dom";
import { type Key, useText } from "../i18n";

export function Tabs({ label, pages }: { label: Key; pages: [string, Key][] }) {
  const { t } = useText();
  const { pathname } = useLocation();
  // A page below a tab's own belongs to it, where no other tab is nearer.
  const over = pages.map(([to]) => to).filter((to) => pathname === to || pathname.startsWith(`${to}/`));
  const here = over.reduce((longest, to) => (to.length > longest.length ? to : longest), "");
  return (
    <nav className="tabs" aria-label={t(label)}>
      {pages.map(([to, name]) => (
        <Link key={to} to={to} className={to === here ? "here" : ""} aria-current={to === pathname ? "page" : to === here ? "true" : undefined}>
          {t(name)}
        </Link>
      ))}
    </nav>
  );
}
