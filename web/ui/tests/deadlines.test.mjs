// Terms: what is left of them, the month's grid, where they lead, and the colours of states.
import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./load.mjs";

const at = (file) => new URL(`../src/lib/${file}`, import.meta.url);
const { timeLeft } = await load(at("timeleft.ts"));
const { isMonth, monthAfter, weekday, weeksOf } = await load(at("calendar.ts"));
const { subjectPath } = await load(at("subjects.ts"));
const { toneOf } = await load(at("tones.ts"));

test("time left: red once it is over, amber within three days, in the largest unit that says something", () => {
  const now = Date.parse("2026-11-27T00:00:00Z");
  for (const [due, want] of [
    ["2026-12-17T16:00:00Z", { over: false, unit: "day", n: 20, tone: "plain" }],
    ["2026-11-30T00:00:00Z", { over: false, unit: "day", n: 3, tone: "amber" }],
    ["2026-11-30T23:59:59Z", { over: false, unit: "day", n: 3, tone: "amber" }],
    ["2026-12-01T00:00:00Z", { over: false, unit: "day", n: 4, tone: "plain" }],
    ["2026-11-28T23:59:00Z", { over: false, unit: "hour", n: 47, tone: "amber" }],
    ["2026-11-27T00:00:20Z", { over: false, unit: "minute", n: 1, tone: "amber" }],
    ["2026-11-27T00:00:00Z", { over: true, unit: "minute", n: 0, tone: "red" }],
    ["2026-11-26T20:30:00Z", { over: true, unit: "hour", n: 3, tone: "red" }],
    ["2026-11-20T00:00:00Z", { over: true, unit: "day", n: 7, tone: "red" }],
  ]) {
    assert.deepEqual(timeLeft(due, now), want, due);
  }
  for (const none of [null, undefined, "", "soon"]) assert.equal(timeLeft(none, now), null);
});

test("months step over the year's end, and only months are months", () => {
  assert.equal(monthAfter("2026-12", 1), "2027-01");
  assert.equal(monthAfter("2026-01", -1), "2025-12");
  assert.equal(monthAfter("2026-11", 14), "2028-01");
  for (const good of ["2026-01", "2026-12"]) assert.ok(isMonth(good));
  for (const bad of [null, "", "2026", "2026-00", "2026-13", "2026-1", "2026-11-01"]) assert.ok(!isMonth(bad), String(bad));
});

test("a month's weeks begin on Monday and hold every day once", () => {
  assert.equal(weekday("2026-11-30"), 0);
  assert.equal(weekday("2026-12-06"), 6);
  const month = (name, length) => Array.from({ length }, (_, i) => ({ day: `${name}-${String(i + 1).padStart(2, "0")}` }));
  const november = weeksOf(month("2026-11", 30)); // begins on a Sunday
  assert.equal(november.length, 6);
  assert.deepEqual(november[0].map((cell) => cell?.day ?? null), [null, null, null, null, null, null, "2026-11-01"]);
  assert.deepEqual(november[5].map((cell) => cell?.day ?? null), ["2026-11-30", null, null, null, null, null, null]);
  assert.equal(weeksOf(month("2027-02", 28)).length, 4); // begins on a Monday
  assert.deepEqual(november.flat().filter(Boolean).map((cell) => cell.day), month("2026-11", 30).map((cell) => cell.day));
  assert.deepEqual(weeksOf([]), []);
});

test("what a term or a task is about has its page", () => {
  assert.equal(subjectPath({ kind: "counter_notice", id: "7" }), "/counter-notices/7");
  assert.equal(subjectPath({ kind: "clue", id: "7" }), "/clues/7");
  assert.equal(subjectPath({ kind: "delivery", id: "7" }), "/outbox?delivery=7");
  assert.equal(subjectPath({ kind: "message", id: "7" }, { notice: "9" }), "/notices/9");
  assert.equal(subjectPath({ kind: "message", id: "7" }, { notice: null }), "/outbox/messages");
  assert.equal(subjectPath({ kind: "relist", id: "7" }, {}, "3"), "/verify/relists?case=3");
  assert.equal(subjectPath({ kind: "organisation", id: "7" }), null);
});

test("a state's colour is of whose state it is", () => {
  assert.equal(toneOf("sent"), "green");
  assert.equal(toneOf("refused", "measure"), "red");
  assert.equal(toneOf("unknown", "delivery"), "amber");
  assert.equal(toneOf("withdrawn", "counter"), "quiet");
  assert.equal(toneOf("closed", "clue"), "quiet");
  assert.equal(toneOf("no such state", "term"), "plain");
});
