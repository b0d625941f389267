// Spans count bytes of UTF-8: marks must fall on the right characters whatever the script.
import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./load.mjs";

const { cutByMarks, unitOffsets, windowAround } = await load(new URL("../src/lib/spans.ts", import.meta.url));
const bytes = (text) => Buffer.byteLength(text, "utf8");
const spanOf = (text, part) => {
  const at = text.indexOf(part);
  return [bytes(text.slice(0, at)), bytes(text.slice(0, at)) + bytes(part)];
};
const marked = (text, marks) => cutByMarks(text, marks).filter((piece) => piece.marks.length).map((piece) => piece.text);

test("finds the matched characters", () => {
  for (const [text, part] of [
    ["plain ascii name here", "name"],
    ["正品 北guo 大米 5kg", "北guo"],
    ["Кроссовки Аdidas новые", "Аdidas"],
    ["🔥🔥 n·i·k 👟 sale", "n·i·k"],
    ["e\u0301cole 𝐍𝐈𝐊", "𝐍𝐈𝐊"],
  ]) {
    assert.deepEqual(marked(text, [{ span: spanOf(text, part), kind: "guilty", index: 0 }]), [part], text);
  }
});

test("pieces give the text back whole", () => {
  const text = "北guo 🔥 大米";
  const pieces = cutByMarks(text, [
    { span: [0, 6], kind: "guilty", index: 0 },
    { span: [3, 11], kind: "innocent", index: 0 },
  ]);
  assert.equal(pieces.map((piece) => piece.text).join(""), text);
  assert.ok(pieces.some((piece) => piece.marks.length === 2));
});

test("bad spans mark nothing they should not", () => {
  const text = "北果";
  assert.deepEqual(marked(text, [{ span: [3, 3], kind: "guilty", index: 0 }]), []);
  assert.deepEqual(marked(text, [{ span: [6, 3], kind: "guilty", index: 0 }]), []);
  assert.deepEqual(marked(text, [{ span: [100, 200], kind: "guilty", index: 0 }]), []);
  assert.deepEqual(marked(text, [{ span: [3, 999], kind: "guilty", index: 0 }]), ["果"]);
  assert.deepEqual(marked("", [{ span: [0, 4], kind: "guilty", index: 0 }]), []);
});

test("an offset inside a character moves to its start", () => {
  assert.deepEqual(unitOffsets("a🔥b", [0, 1, 2, 4, 5, 6, 7]), [0, 1, 1, 1, 3, 4, 4]);
});

test("a window does not cut a surrogate pair", () => {
  const text = "🔥".repeat(400);
  const [begin, end] = windowAround(text, [{ span: [801, 805], kind: "guilty", index: 0 }], 51);
  assert.ok(!/^[\udc00-\udfff]/.test(text.slice(begin, end)));
  assert.ok(!/[\ud800-\udbff]$/.test(text.slice(begin, end)));
});
