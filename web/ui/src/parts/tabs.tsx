// Pages that stand under one name of the top bar.
import { NavLink } from "react-router-dom";
import { type Key, useText } from "../i18n";

export function Tabs({ label, pages }: { label: Key; pages: [string, Key][] }) {
  const { t } = useText();
  return (
    <nav className="tabs" aria-label={t(label)}>
      {pages.map(([to, name]) => (
        <NavLink key={to} to={to} end className={({ isActive }) => (isActive ? "here" : "")}>
          {t(name)}
        </NavLink>
      ))}
    </nav>
  );
}
