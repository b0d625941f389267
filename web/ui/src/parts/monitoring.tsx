// Where one can go within monitoring.
import { Tabs } from "./tabs";

export const MonitoringTabs = () => <Tabs label="nav.monitoring" pages={[["/crawl", "nav.crawlNow"], ["/workers", "nav.workers"]]} />;
