// ECharts, of which only what is drawn is taken along; a chunk of its own, loaded when a chart is looked at.
import { BarChart, FunnelChart, LineChart } from "echarts/charts";
import { AriaComponent, GridComponent, LegendComponent, TooltipComponent } from "echarts/components";
import { type ECharts, init, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import { useEffect, useRef } from "react";

use([BarChart, FunnelChart, LineChart, AriaComponent, GridComponent, LegendComponent, TooltipComponent, SVGRenderer]);

export default function Drawn({ option, label, wide }: { option: Record<string, unknown>; label: string; wide: boolean }) {
  const place = useRef<HTMLDivElement>(null);
  const chart = useRef<ECharts | null>(null);
  useEffect(() => {
    const at = place.current;
    if (!at) return;
    const made = init(at, null, { renderer: "svg" });
    chart.current = made;
    const watcher = new ResizeObserver(() => made.resize());
    watcher.observe(at);
    return () => {
      watcher.disconnect();
      made.dispose();
      chart.current = null;
    };
  }, []);
  useEffect(() => {
    // ECharts describes the chart to screen readers by itself; ours is in the reader's language and names the table.
    chart.current?.setOption({ ...option, aria: { ...(option.aria as object), label: { description: label } } }, true);
  }, [option, label]);
  return <div ref={place} className={wide ? "chart chart-wide" : "chart"} role="img" aria-label={label} data-testid="chart" />;
}
