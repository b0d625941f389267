// A case's history: everything in one list, newest first, each with where it can be seen.
import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./load.mjs";

const { historyOf } = await load(new URL("../src/lib/casehistory.ts", import.meta.url));
const none = { notices: [], measures: [], counters: [], clues: [], questions: [], relists: [] };
const made = { id: "1", title: "北果", created_at: "2026-11-01T00:00:00Z" };

test("one list, newest first; what happened at the same time keeps its order", () => {
  const rows = historyOf({
    ...none,
    made,
    notices: [{ id: "2", platform: "shop1", acts: [{ act: "queued", at: "2026-11-02T00:00:00Z", actor: "lin", reason: null }, { act: "approved", at: "2026-11-02T00:00:00Z", actor: "sun", reason: "read" }] }],
    measures: [{ id: "3", url: "http://a", first_gone_at: "2026-11-05T00:00:00Z", taken_at: "2026-11-05T06:00:00Z", ended_at: null, note: null }],
    counters: [{ id: "4", received_at: "2026-11-06T00:00:00Z", from: { name: "x" }, filing: null, decision: { at: "2026-11-07T00:00:00+08:00", reason: "ok" } }],
    clues: [{ id: "5", timeline: [{ act: "file", at: "2026-11-03T00:00:00Z", actor: "lin", second_officer: "sun", number: null, reason: null }] }],
  });
  assert.deepEqual(rows.map((row) => [row.what, row.to]), [
    ["casefile.did.counterDecided", "/counter-notices/4"],
    ["casefile.did.counter", "/counter-notices/4"],
    ["casefile.did.measure.taken", "/verify/3"],
    ["clues.act.file", "/clues/5"],
    ["notices.did.approved", "/notices/2"],
    ["notices.did.queued", "/notices/2"],
    ["casefile.did.case", "/cases/1"],
  ]);
  assert.equal(rows.find((row) => row.what === "clues.act.file").by, "lin + sun");
});

test("what has not happened is not told", () => {
  const rows = historyOf({ ...none, made, questions: [{ id: "6", asked_at: "2026-11-02T00:00:00Z", signed_at: null, listing: { title: "t" } }] });
  assert.deepEqual(rows.map((row) => row.what), ["casefile.did.asked", "casefile.did.case"]);
});
