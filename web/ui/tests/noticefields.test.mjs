// What of a draft's form goes out: what was changed, and nothing else.
import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./load.mjs";

const { changesOf, fieldKey, nest, textAt } = await load(new URL("../src/lib/noticefields.ts", import.meta.url));
const record = {
  right_holder: { name: "北果", address: "", id_type: "", id_no: "" },
  signer: { name: "", role: "", method: "" },
  declarations: { truthfulness: true, good_faith: false },
};
const at = (fields) => Object.fromEntries(Object.entries(fields).map(([pointer, text]) => [fieldKey(pointer), text]));
const kNow = "2026-11-27T00:00:00Z";

test("text by its place", () => {
  assert.equal(textAt(record, "/right_holder/name"), "北果");
  for (const none of ["/right_holder", "/nowhere/at/all", "/declarations/truthfulness"]) assert.equal(textAt(record, none), "", none);
});

test("only what was changed goes out, and an emptied field is emptied", () => {
  const same = { at: at({ "/right_holder/name": "北果 ", "/right_holder/address": "" }), role: "holder", declared: ["truthfulness"] };
  assert.deepEqual(changesOf(record, same, kNow), {});
  assert.deepEqual(changesOf(record, { ...same, at: at({ "/right_holder/name": "", "/right_holder/id_no": "91230000MA1B2C3D4E" }) }, kNow), {
    right_holder: { name: "", id_no: "91230000MA1B2C3D4E", id_type: "credit_code" },
  });
});

test("a signature carries its time; declarations go out when they changed", () => {
  const signed = changesOf(record, { at: at({ "/signer/name": "张三" }), role: "agent", declared: ["good_faith"] }, kNow);
  assert.deepEqual(signed.signer, { name: "张三", role: "agent", method: "electronic", time: kNow });
  assert.deepEqual(signed.declarations, { truthfulness: false, good_faith: true });
});

test("a pointer does not reach an object's own machinery", () => {
  assert.deepEqual(nest([["/__proto__/x", "1"], ["/a/constructor", "1"], ["/a~1b/c~0d", "2"]]), { "a/b": { "c~d": "2" } });
});
