// A case's history: what happened to the case, its notices, listings, counter-notices, clues and questions, newest first.
import type { CaseDetail, ClueDetail, CounterNotice, Identification, Measure, Notice, Relist } from "../api/client";

export interface Happening {
  at: string;
  what: string; // a key of a catalogue
  to: string; // where it can be seen
  about: string; // of whom or what, as text from outside
  by: string;
  why: string;
}

export interface Parts {
  made: CaseDetail;
  notices: Notice[];
  measures: Measure[];
  counters: CounterNotice[];
  clues: ClueDetail[];
  questions: Identification[];
  relists: Relist[];
}

export function historyOf({ made, notices, measures, counters, clues, questions, relists }: Parts): Happening[] {
  const all: Happening[] = [];
  const add = (at: string | null | undefined, what: string, to: string, about = "", by = "", why = "") => {
    if (at) all.push({ at, what, to, about, by, why });
  };
  add(made.created_at, "casefile.did.case", `/cases/${made.id}`, made.title);
  for (const notice of notices) {
    const to = `/notices/${notice.id}`;
    for (const act of notice.acts ?? []) add(act.at, `notices.did.${act.act}`, to, notice.platform, act.actor, act.reason ?? "");
    if (!notice.acts?.length) add(notice.created_at, "casefile.did.drafted", to, notice.platform);
  }
  for (const measure of measures) {
    const to = `/verify/${measure.id}`;
    if (!measure.taken_at) add(measure.first_gone_at, "casefile.did.measure.gone", to, measure.url);
    add(measure.taken_at, "casefile.did.measure.taken", to, measure.url);
    add(measure.ended_at, "casefile.did.measure.ended", to, measure.url, "", measure.note ?? "");
  }
  for (const counter of counters) {
    const to = `/counter-notices/${counter.id}`;
    add(counter.received_at, "casefile.did.counter", to, counter.from.name);
    add(counter.filing?.filed_at, "casefile.did.filed", to, counter.filing?.number);
    if (!counter.filing) add(counter.decision?.at, "casefile.did.counterDecided", to, counter.from.name, "", counter.decision?.reason ?? "");
  }
  for (const clue of clues) {
    for (const step of clue.timeline) add(step.at, `clues.act.${step.act}`, `/clues/${clue.id}`, step.number ?? "", [step.actor, step.second_officer].filter(Boolean).join(" + "), step.reason ?? "");
  }
  for (const question of questions) {
    const to = `/identifications/${question.id}`;
    add(question.asked_at, "casefile.did.asked", to, question.listing.title);
    add(question.signed_at, "casefile.did.answered", to, question.listing.title, question.signer ?? "", question.reasons ?? "");
  }
  for (const relist of relists) add(relist.seen_at, "casefile.did.relist", "/verify/relists", relist.title);
  return all.map((one, i) => ({ one, i })).sort((a, b) => Date.parse(b.one.at) - Date.parse(a.one.at) || b.i - a.i).map(({ one }) => one);
}
