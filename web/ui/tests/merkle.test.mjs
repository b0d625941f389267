// The proof in the browser: trees of every size up to 20, every leaf, and what must not hold.
import assert from "node:assert/strict";
import { createHash, webcrypto } from "node:crypto";
import { test } from "node:test";
import { load } from "./load.mjs";

const { recompute } = await load(new URL("../src/lib/merkle.ts", import.meta.url));
const sha = (...parts) => createHash("sha256").update(Buffer.concat(parts.map((part) => Buffer.from(part)))).digest();
const leafOf = (text) => sha([0], text);
// RFC 6962, 2.1 and 2.1.1, word for word.
const split = (n) => 2 ** Math.floor(Math.log2(n - 1));
const root = (d) => (d.length === 1 ? leafOf(d[0]) : sha([1], root(d.slice(0, split(d.length))), root(d.slice(split(d.length)))));
const path = (m, d) => {
  if (d.length === 1) return [];
  const k = split(d.length);
  return m < k ? [...path(m, d.slice(0, k)), root(d.slice(k))] : [...path(m - k, d.slice(k)), root(d.slice(0, k))];
};
const proofOf = (texts, index) => ({ index, size: texts.length, leaf: leafOf(texts[index]).toString("hex"), root: root(texts).toString("hex"), path: path(index, texts).map((one) => one.toString("hex")) });

test("holds for every leaf of trees of 1 to 20 leaves, and ends at the root", async () => {
  for (let size = 1; size <= 20; ++size) {
    const texts = Array.from({ length: size }, (_, i) => `{"event":"${i} 事件"}`);
    for (let index = 0; index < size; ++index) {
      const proof = proofOf(texts, index);
      const found = await recompute(webcrypto.subtle, texts[index], proof);
      assert.ok(found.leafHolds && found.rootHolds, `${index} of ${size}`);
      assert.equal(found.steps.length, proof.path.length);
    }
  }
});

test("does not hold for another text, another place, a changed or a longer path", async () => {
  const texts = Array.from({ length: 7 }, (_, i) => `event ${i}`);
  const proof = proofOf(texts, 3);
  assert.equal((await recompute(webcrypto.subtle, "event 4", proof)).leafHolds, false);
  assert.equal((await recompute(webcrypto.subtle, texts[3], { ...proof, index: 2 })).rootHolds, false);
  assert.equal((await recompute(webcrypto.subtle, texts[3], { ...proof, path: [...proof.path, proof.path[0]] })).rootHolds, false);
  assert.equal((await recompute(webcrypto.subtle, texts[3], { ...proof, path: proof.path.slice(1) })).rootHolds, false);
  assert.equal((await recompute(webcrypto.subtle, texts[3], { ...proof, root: "00".repeat(32) })).rootHolds, false);
});
