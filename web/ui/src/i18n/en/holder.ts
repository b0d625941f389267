// What a right's holder sees first.
export default {
  "nav.holder": "My rights",
  "holder.title": "My rights",
  "holder.hint": "What was found, what was noticed, what came down, what came back.",
  "holder.questions": "Waiting for your answer",
  "holder.empty": "No rights yet",
  "holder.emptyHint": "Register one; the next match uses it.",
  "holder.found": "Found",
  "holder.noticed": "Noticed",
  "holder.down": "Came down",
  "holder.back": "Came back",
} as const;
