// Packages of evidence: which finding decides, which bytes it names, whose key signed, when it was checked.
import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./load.mjs";

const { byteLength, checkedAt, decisive, isLook, keyParts, rangeOf } = await load(new URL("../src/lib/packages.ts", import.meta.url));
const finding = (level, file) => ({ level, file, from: null, to: null, what: "", line: "" });

test("the finding that decides is the first of the result's own level", () => {
  const findings = [finding("broken", "a"), finding("broken", "b"), finding("undecided", "c"), finding("warning", "d")];
  assert.equal(decisive({ result: "broken", findings }).file, "a");
  assert.equal(decisive({ result: "undecided", findings }).file, "c");
  assert.equal(decisive({ result: "whole", findings: [finding("warning", "d")] }), null);
  assert.equal(decisive({ result: "broken", findings: [] }), null);
});

test("a range is half open, may be a mere place, and may be missing", () => {
  assert.deepEqual(rangeOf({ from: 0, to: 65536 }), { from: 0, to: 65536 });
  assert.deepEqual(rangeOf({ from: 512, to: 512 }), { from: 512, to: 512 });
  for (const none of [{ from: null, to: null }, { from: 0 }, {}, { from: 9, to: 3 }]) assert.equal(rangeOf(none), null);
});

test("a verifier key says whose log it is", () => {
  assert.deepEqual(keyParts("log.example/mw+5a1b2c3d+AYfcHn0+/x=="), { name: "log.example/mw", id: "5a1b2c3d" });
  for (const none of ["", null, undefined, "log.example", "log+5a1b2c3d", "log.example+5a1b2c3+AY", "a b+5a1b2c3d+AY"]) assert.equal(keyParts(none), null);
});

test("the newest check is the one that is shown, in whatever order the events come", () => {
  const line = (kind, at) => ({ kind, at });
  const viewed = ["2026-11-26T09:00:00.100Z", "2026-11-26T09:00:00.250Z", "2026-11-25T23:59:59.999Z"].map((at) => line("evidence.viewed", at));
  assert.equal(checkedAt([line("evidence.taken", "2026-11-27T00:00:00.000Z"), ...viewed]), "2026-11-26T09:00:00.250Z");
  assert.equal(checkedAt([line("evidence.exported", "2026-11-26T09:00:00.000Z")]), null);
  assert.deepEqual(["viewed", "record_viewed", "taken", "handed_over", "exported"].map((kind) => isLook({ kind: `evidence.${kind}` })), [true, true, false, false, false]);
});

test("lengths are counted in bytes, as the server counts them", () => {
  assert.equal(byteLength("王某 lin"), 10);
  assert.equal(byteLength("𠮷"), 4);
  assert.equal(byteLength(""), 0);
});
