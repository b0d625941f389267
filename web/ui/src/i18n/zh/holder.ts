// What a right's holder sees first.
export default {
  "nav.holder": "我的权利",
  "holder.title": "我的权利",
  "holder.hint": "发现了什么、通知了什么、下架了什么、又出现了什么。",
  "holder.questions": "等待您辨认",
  "holder.empty": "还没有权利",
  "holder.emptyHint": "登记后，下一次匹配就会用上它。",
  "holder.found": "发现",
  "holder.noticed": "已通知",
  "holder.down": "已下架",
  "holder.back": "重新出现",
} as const;
