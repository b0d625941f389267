// Where one can go within monitoring.
import { NavLink } from "react-router-dom";
import { useText } from "../i18n";

export function MonitoringTabs() {
  const { t } = useText();
  return (
    <nav className="tabs" aria-label={t("nav.monitoring")}>
      <NavLink to="/crawl" className={({ isActive }) => (isActive ? "here" : "")}>
        {t("nav.crawlNow")}
      </NavLink>
      <NavLink to="/workers" className={({ isActive }) => (isActive ? "here" : "")}>
        {t("nav.workers")}
      </NavLink>
    </nav>
  );
}
