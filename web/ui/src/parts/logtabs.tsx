// Where one can go within the log.
import { Tabs } from "./tabs";

export const LogTabs = () => <Tabs label="nav.events" pages={[["/events", "log.tabEvents"], ["/log", "log.tabState"]]} />;
