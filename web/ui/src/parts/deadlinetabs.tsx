// Where one can go within the terms.
import { Tabs } from "./tabs";

export const DeadlineTabs = () => <Tabs label="nav.deadlines" pages={[["/deadlines", "deadlines.list"], ["/deadlines/calendar", "deadlines.calendar"]]} />;
