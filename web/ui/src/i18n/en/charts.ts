// Charts of the report.
export default {
  "charts.show": "Chart",
  "charts.loading": "Drawing",
  "charts.failed": "The chart cannot be drawn: see the table below.",
  "charts.label": "{title}: chart; its numbers are in the table below",
  "charts.tiles": "{title}: tiles by code, the darker the more",
  "charts.unknownRegion": "unknown",
} as const;
