// Where one can go within what is watched.
import { Tabs } from "./tabs";

export const WatchTabs = () => (
  <Tabs
    label="nav.watching"
    pages={[
      ["/watches", "nav.tasksOfWatching"],
      ["/sources", "nav.sources"],
      ["/rules", "nav.rules"],
      ["/rules/goods", "nav.goods"],
    ]}
  />
);
