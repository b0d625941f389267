// The pages of the blind sample that the signed-in account may open.
import { useMay } from "../session";
import { Tabs } from "./tabs";

export function SampleTabs() {
  const may = useMay();
  return (
    <Tabs
      label="samples.tabs"
      pages={[
        ...(may("sample.judge") ? ([["/samples", "samples.tab.decided"], ["/samples/cleared", "samples.tab.cleared"]] as [string, "samples.tab.decided"][]) : []),
        ...(may("sample.review") ? ([["/samples/disagreed", "samples.tab.disagreed"]] as [string, "samples.tab.disagreed"][]) : []),
        ...(may("report.see") ? ([["/samples/figures", "samples.tab.figures"]] as [string, "samples.tab.figures"][]) : []),
      ]}
    />
  );
}
