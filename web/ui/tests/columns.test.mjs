// Which columns a list shows, and that what is taken along is text whatever a cell begins with.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import ts from "typescript";
import { load } from "./load.mjs";

const { shownOf } = await load(new URL("../src/lib/columns.ts", import.meta.url));
const all = [{ key: "title", fixed: true }, { key: "state" }, { key: "note", extra: true }];

test("what was chosen is shown, in the list's order; what is fixed always is", () => {
  for (const [kept, want] of [
    [null, ["title", "state"]],
    ['["note","state"]', ["title", "state", "note"]],
    ["[]", ["title"]],
    ['["title","gone"]', ["title"]],
    ["{broken", ["title", "state"]],
    ['"state"', ["title", "state"]],
    ["7", ["title", "state"]],
  ]) {
    assert.deepEqual(shownOf(kept, all), want, String(kept));
  }
});

test("no cell of a table that is taken along becomes a formula", async () => {
  // The one function, without what the file imports.
  const source = readFileSync(new URL("../src/lib/export.ts", import.meta.url), "utf8");
  const from = source.indexOf("export function csvCell");
  const { outputText } = ts.transpileModule(source.slice(from, source.indexOf("\n}", from) + 2), { compilerOptions: { module: ts.ModuleKind.ESNext } });
  const { csvCell } = await import(`data:text/javascript;base64,${Buffer.from(outputText).toString("base64")}`);
  for (const begin of ["=", "+", "-", "@", " =", "\t", "\r", "\u0000=", "＝", "＋", "－", "＠"]) assert.equal(csvCell(`${begin}1`), `"'${begin}1"`, JSON.stringify(begin));
  assert.equal(csvCell('北果 "5 斤", 9-1'), '"北果 ""5 斤"", 9-1"');
});
