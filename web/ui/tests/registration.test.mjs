// A right as its form holds it, and what goes out.
import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./load.mjs";

const { classesOf, draftOf, freeName, patched, registrationOf } = await load(new URL("../src/lib/registration.ts", import.meta.url));

const field = (key, type, kinds = []) => ({ key, type, group: "g", label: {}, labels: {}, kinds, not_needed: [], choices: [] });
const form = {
  version: "1", groups: [], documents: [],
  fields: [field("kind", "kind"), field("id", "text"), field("title", "text"), field("names", "lines"), field("classes", "classes", ["trademark"]), field("holder.name", "text"), field("reference_price", "price"),
    field("authorised_sellers", "sellers"), field("declared", "flag"), field("brief", "long_text", ["design_patent"]), field("images", "pictures"), field("genuine_tells", "lines")],
};
const detail = {
  id: "9", right_id: "tm-1", kind: "trademark", version: 2, pictures: [{ name: "a.png", sha256: "aa" }], documents: [{ kind: "certificate", name: "c.pdf", sha256: "cc" }],
  right: { id: "tm-1", kind: "trademark", title: "T", names: ["A", "B"], classes: [25, 18], holder: { name: "H", phone: "1" }, unknown_field: 7 },
};

test("what a right has and the form does not know stays", () => {
  const draft = draftOf(form, detail, { genuine: ["seal"], fake: [] });
  assert.equal(draft.values.names, "A\nB");
  assert.equal(draft.values.classes, "25, 18");
  assert.equal(draft.values.genuine_tells, "seal");
  const out = registrationOf(form, draft, detail.right);
  assert.equal(out.unknown_field, 7);
  assert.deepEqual(out.holder, { name: "H", phone: "1" });
  assert.deepEqual(out.images, ["a.png"]);
  assert.deepEqual(out.documents, [{ kind: "certificate", name: "c.pdf", sha256: "cc" }]);
  assert.deepEqual(detail.right.holder, { name: "H", phone: "1" }, "the right that was read is left alone");
});

test("what is no class goes out as it was typed, to be refused by name", () => {
  assert.deepEqual(classesOf("25，18、x 46"), [25, 18, "x", 46]);
});

test("fields of another kind are emptied, rows without words left out", () => {
  const out = registrationOf(form, { values: { kind: "trademark", brief: "b", names: " A \n\n", authorised_sellers: [{}, { name: "S" }], reference_price: { amount: " ", currency: "CNY" } }, pictures: [], documents: [] }, { ...detail.right, brief: "old" });
  assert.equal(out.brief, null);
  assert.deepEqual(out.names, ["A"]);
  assert.deepEqual(out.authorised_sellers, [{ name: "S" }]);
  assert.equal(out.reference_price, null);
  assert.equal(out.declared, false);
});

test("a suggestion lays itself over the form", () => {
  const draft = patched(form, { values: { names: "A\nB" }, pictures: [], documents: [] }, { names: ["A"], classes: [25, 30], nobody: 1 });
  assert.deepEqual(draft.values, { names: "A", classes: "25, 30" });
});

test("two pictures never share a name", () => {
  assert.equal(freeName("a.png", []), "a.png");
  assert.equal(freeName("a.png", ["a.png", "a-2.png"]), "a-3.png");
  assert.equal(freeName("a", ["a"]), "a-2");
});
