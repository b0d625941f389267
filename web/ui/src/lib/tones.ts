// What colour a state has: red is refused or overdue, amber needs a person, green is done, quiet is over.
export type Tone = "plain" | "amber" | "green" | "red" | "quiet";
export type Stateful = "term" | "measure" | "counter" | "delivery" | "identification" | "clue" | "task" | "message" | "assignment" | "tip" | "alias";

const kTones: Record<string, Tone> = {
  new: "plain", reopened: "amber", second_look: "amber", held: "plain", dismissed: "quiet", in_case: "green",
  open: "plain", closed: "quiet", draft: "amber", queued: "green", approved: "green", sent: "green", withdrawn: "quiet",
  active: "green", paused: "quiet", done: "quiet",
};
const kOf: Record<Stateful, Record<string, Tone>> = {
  term: { running: "plain", met: "green", over: "red", stopped: "quiet", suspended: "amber" },
  measure: { asked: "plain", taken: "green", refused: "red", back: "red", ended: "quiet", dropped: "quiet" },
  counter: { received: "amber", withdrawn: "quiet", escalated: "green", restoring: "amber", restored: "quiet" },
  delivery: { waiting: "plain", trying: "plain", accepted: "green", refused: "red", unknown: "amber", bounced: "red", cancelled: "quiet" },
  identification: { asked: "amber", answered: "green", withdrawn: "quiet" },
  clue: {
    clue: "amber", filed: "plain", suspended: "amber", transfer_proposed: "amber", transfer_approved: "amber", transferred: "plain",
    decided: "green", published: "green", changed: "amber", closed: "quiet",
  },
  task: { open: "amber", done: "quiet" },
  assignment: { sent: "amber", accepted: "green", returned: "red", passed_on: "quiet" },
  alias: { proposed: "amber", in_force: "green", refused: "quiet", withdrawn: "quiet" },
  tip: { new: "amber", looked_at: "plain", used: "green", declined: "quiet" },
  message: { reply: "amber", auto_reply: "quiet", bounce: "red", unknown: "amber" },
};

export const toneOf = (state: string, of?: Stateful): Tone => (of ? kOf[of] : kTones)[state] ?? "plain";
