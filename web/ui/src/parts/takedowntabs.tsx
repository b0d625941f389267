// Where one can go within notice and takedown.
import { useMay } from "../session";
import { Tabs } from "./tabs";

export function TakedownTabs() {
  const may = useMay();
  return (
    <Tabs
      label="nav.takedown"
      pages={[
        ["/takedown", "nav.queues"],
        ["/outbox", "nav.outbox"],
        ["/counter-notices", "nav.counter"],
        ...(may("measure.see") ? ([["/verify", "nav.verify"], ["/verify/relists", "nav.relists"]] as ["/verify", "nav.verify"][]) : []),
      ]}
    />
  );
}
