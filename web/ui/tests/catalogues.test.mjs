// The catalogues: both languages have the same keys, the same placeholders, and no empty text.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { load } from "./load.mjs";

const root = new URL("../src/i18n/", import.meta.url);
const pages = readdirSync(new URL("zh/", root)).sort();
const placeholders = (text) => [...text.matchAll(/\{(\w+)\}/g)].map((found) => found[1]).sort().join();

test("the same pages in both languages", () => {
  assert.deepEqual(readdirSync(new URL("en/", root)).sort(), pages);
});

for (const page of pages) {
  test(`${page}: keys and placeholders match`, async () => {
    const zh = (await load(new URL(`zh/${page}`, root))).default;
    const en = (await load(new URL(`en/${page}`, root))).default;
    assert.deepEqual(Object.keys(en).sort(), Object.keys(zh).sort());
    for (const key of Object.keys(zh)) {
      assert.ok(zh[key].trim() && en[key].trim(), `${key} is empty`);
      // A sentence may leave out what its language says otherwise, but may not ask for what is not given.
      for (const name of placeholders(en[key]).split(",").filter(Boolean)) {
        assert.ok(placeholders(zh[key]).split(",").includes(name) || key.startsWith("sig."), `${key}: {${name}} is in English only`);
      }
    }
  });
}

test("Chinese text has no half-width punctuation between ideographs", async () => {
  for (const page of pages) {
    const zh = (await load(new URL(`zh/${page}`, root))).default;
    for (const [key, text] of Object.entries(zh)) {
      assert.doesNotMatch(text, /[\u4e00-\u9fff][,;:!?][\u4e00-\u9fff]/, key);
    }
  }
});

test("no page holds text of its own: Chinese stands in the catalogues alone", () => {
  const walk = (dir) =>
    readdirSync(dir, { withFileTypes: true }).flatMap((entry) =>
      entry.isDirectory() ? (entry.name === "i18n" ? [] : walk(new URL(`${entry.name}/`, dir))) : [new URL(entry.name, dir)],
    );
  for (const file of walk(new URL("../src/", import.meta.url))) {
    if (!/\.tsx?$/.test(file.pathname)) continue;
    const text = readFileSync(file, "utf8").replace(/\/\/.*$/gm, "");
    assert.doesNotMatch(text, /[\u4e00-\u9fff]/, file.pathname);
  }
});

test("what the server names has words: the codes of its refusals, the jobs of its content workers", async () => {
  const found = (file, pattern) => [...readFileSync(new URL(`../../../${file}`, import.meta.url), "utf8").matchAll(pattern)].map((one) => one[1]);
  const codes = found("web/message.cc", /Problem\(\d+, "(\w+)"/g);
  const jobs = found("service/content_jobs.h", /Job = "([\w.]+)"/g);
  assert.ok(codes.length >= 8 && jobs.length >= 9, `${codes} ${jobs}`);
  const { default: common } = await load(new URL("zh/common.ts", root));
  const { default: workers } = await load(new URL("zh/workers.ts", root));
  for (const code of codes) assert.ok(common[`error.${code}`], code);
  for (const job of jobs) for (const prefix of ["did", "one", "job"]) assert.ok(workers[`workers.${prefix}.${job}`], job);
});

test("what happens to a package has words, and a trusted timestamp is for the server to name", async () => {
  const kinds = ["evidence.cc", "evidence_view.cc"].flatMap((file) =>
    [...readFileSync(new URL(`../../../service/${file}`, import.meta.url), "utf8").matchAll(/\*package, "(evidence\.\w+)"|"(evidence\.\w+)", "package"/g)].map((one) => one[1] ?? one[2]),
  );
  assert.deepEqual(kinds.sort(), ["evidence.exported", "evidence.handed_over", "evidence.record_viewed", "evidence.taken", "evidence.viewed"]);
  const { default: evidence } = await load(new URL("zh/evidence.ts", root));
  for (const kind of kinds) assert.ok(evidence[`evidence.kind.${kind}`], kind);
  for (const lang of ["zh", "en"]) {
    for (const page of pages) {
      for (const [key, text] of Object.entries((await load(new URL(`${lang}/${page}`, root))).default)) {
        assert.doesNotMatch(text, /可信时间戳|trusted time-?stamp/i, key);
      }
    }
  }
});

test("what may be done, what waits and what runs has words: acts, states and tasks of the service", async () => {
  const source = (file) => readFileSync(new URL(`../../../${file}`, import.meta.url), "utf8");
  const rows = [...source("core/transitions.cc").matchAll(/\{k(\w+), "(\w+)", "(\w+)", "(\w+)"/g)].map(([, machine, act, from, to]) => ({ machine, act, from, to }));
  assert.ok(rows.length > 60);
  const words = Object.assign({}, ...(await Promise.all(pages.map(async (page) => (await load(new URL(`zh/${page}`, root))).default))));
  const prefix = { Case: "state", Notice: "state", Measure: "state.measure", CounterNotice: "state.counter", Clue: "state.clue" };
  for (const { machine, from, to } of rows) if (prefix[machine]) for (const state of [from, to]) assert.ok(words[`${prefix[machine]}.${state}`], `${machine} ${state}`);
  const by = (machine) => new Set(rows.filter((row) => row.machine === machine).map((row) => row.act));
  for (const act of by("Clue")) assert.ok(words[`clues.act.${act}`], act);
  for (const act of ["withdraw", "let_restore", "extend", "complain", "sue"]) for (const part of ["act", "touches", "done"]) assert.ok(by("CounterNotice").has(act) && words[`counter.${part}.${act}`], act);
  for (const act of ["give_back", "release", "deliver", "send", "acknowledge", "withdraw", "close"]) for (const part of ["act", "touches", "done"]) assert.ok(by("Notice").has(act) && words[`notices.${part}.${act}`], act);
  const services = readdirSync(new URL("../../../service/", import.meta.url)).filter((name) => name.endsWith(".cc"));
  const kinds = services.flatMap((name) => [...source(`service/${name}`).matchAll(/task\.kind = (?:task\.subject_kind = )?"(\w+)"|OpenTask\(tx, scope, term, "(\w+)"|, "(tell_\w+|delivery_\w+)"/g)].map((found) => found[1] ?? found[2] ?? found[3]));
  kinds.push(...[...source("reports/measure_plan.cc").matchAll(/step\.task = "(\w+)"/g)].map((found) => found[1]));
  assert.ok(kinds.length >= 8, String(kinds));
  for (const kind of kinds) assert.ok(words[`task.${kind}`], kind);
});
