// 报告的图。
export default {
  "charts.show": "看图",
  "charts.loading": "正在画图",
  "charts.failed": "图画不出来，请看下面的表。",
  "charts.label": "{title}：图；数字在下面的表里",
  "charts.tiles": "{title}：按代码排列的格子，颜色越深越多",
  "charts.unknownRegion": "未知",
} as const;
