// Every page of the console: who opens it, at which address, what shows that its rows are there, and what can be opened on it.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

// The router's own paths: a page that is not visited below fails the story.
export function routes() {
  const read = (name) => readFileSync(new URL(`../../web/ui/src/${name}`, import.meta.url), "utf8");
  const [app, table] = [read("app.tsx"), read("routes.ts")];
  const found = [
    ...[...app.matchAll(/<Route path="([^"]+)"/g)].map(([, path]) => path),
    ...[...table.matchAll(/^  \[\[(.*?)\], \(\) => import/gm)].flatMap(([, paths]) => [...paths.matchAll(/"([^"]+)"/g)].map(([, path]) => path)),
  ];
  assert.ok(found.length > 40, "the router's paths are read");
  return found;
}

// The API as the window's person.
export async function api(page, path, body, { method = body === undefined ? "GET" : "POST", version } = {}) {
  const answer = await page.evaluate(
    async ([to, how, what, seen]) => {
      const headers = { ...(what === undefined ? {} : { "Content-Type": "application/json" }), ...(seen === undefined ? {} : { "If-Match": `"${seen}"` }) };
      const response = await fetch(`/api/v1${to}`, { method: how, headers, ...(what === undefined ? {} : { body: JSON.stringify(what) }) });
      return { status: response.status, value: response.status === 204 ? null : await response.json() };
    },
    [path, method, body, version],
  );
  assert.ok(answer.status < 300, `${method} ${path}: ${answer.status} ${JSON.stringify(answer.value)}`);
  return answer.value;
}
const items = async (page, path) => (await api(page, path)).items;

// A file as its bytes.
export async function handIn(page, path, bytes) {
  const answer = await page.evaluate(
    async ([to, text]) => {
      const raw = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
      const response = await fetch(`/api/v1${to}`, { method: "POST", headers: { "Content-Type": "application/octet-stream" }, body: new Blob([raw]) });
      return { status: response.status, value: await response.json() };
    },
    [path, Buffer.from(bytes).toString("base64")],
  );
  assert.ok(answer.status < 300, `${path}: ${answer.status} ${JSON.stringify(answer.value)}`);
  return answer.value;
}

// A pack's text as its next version.
export const nextPack = async (page, id) => (await api(page, `/rules/packs/${id}`)).yaml.replace(/^version: (\d+)/m, (_, n) => `version: ${Number(n) + 1}`);

// One of each kind, made where the store has none yet; undefined where only the desk's story makes it.
export async function places({ officer, approver, administrator, holder }) {
  const one = async (page, path) => (await items(page, path))[0];
  const leads = await items(officer, "/flags?limit=200");
  const joined = leads.find((row) => row.picture && row.reason_codes.some((code) => /picture/.test(code))) ?? leads[0];
  const inCase = await one(officer, "/flags?view=in_case&limit=1");
  const clue = (await one(officer, "/clues?limit=1")) ?? (await api(officer, `/cases/${(await one(officer, "/cases?limit=1")).id}/clues`, { region: "230000" }));
  const { rights: held } = await api(holder, "/session");
  const asked = await one(officer, `/flags?view=in_case&right=${held[0]}&limit=1`);
  if (asked && !(await one(holder, "/identifications?state=asked&limit=1"))) await api(officer, `/flags/${asked.id}/identifications`, { question: "图片中的商品是否为正品？" });
  if (!(await one(officer, "/tips?limit=1"))) await api(officer, "/tips", { url: "https://shop.example/item/9", note: "路边店在卖" });
  const pack = (await items(officer, "/rules"))[0];
  let draft = await one(officer, "/rules/drafts?limit=1");
  if (!draft) draft = await api(officer, "/rules/drafts", { yaml: await nextPack(officer, pack.id) });
  if (!(await items(officer, "/imports?limit=50")).some((row) => row.refused_count > 0)) {
    await handIn(officer, "/imports?name=%E5%88%97%E8%A1%A8.csv&from=test", "标题,链接\n北果茶,https://handed.example/axe/1\n,nowhere\n");
  }
  if (!(await one(officer, "/rules/goods/imports?limit=1"))) {
    await handIn(officer, "/rules/goods/imports?edition=Axe%202026&from=2026-01-01", "商品编号,类似群,商品名称\n259001,2501,连帽外衣\n");
  }
  const imports = await items(officer, "/imports?limit=50");
  const rights = await items(officer, "/rights?limit=200");
  const notices = await items(officer, "/notices?limit=200");
  const openCase = (await items(officer, "/cases?limit=200")).find((row) => row.state === "open").id;
  let unfinished = await one(officer, "/notices?state=draft&limit=1");
  if (!unfinished) unfinished = await api(officer, `/cases/${openCase}/notices`, { platform: (await api(officer, `/cases/${openCase}`)).platforms[0] });
  return {
    flag: joined.id,
    group: leads[0].id,
    inCase: inCase.id,
    sample: ((await one(approver, "/samples?kind=decided&limit=1")) ?? (await one(approver, "/samples?kind=cleared&limit=1")))?.id,
    case: clue.case,
    clue: clue.id,
    openCase,
    package: (await one(officer, "/packages?limit=1"))?.id,
    notice: (notices.find((row) => row.state === "sent") ?? notices[0]).id,
    draft: unfinished.id,
    counter: (await one(officer, "/counter-notices?limit=1")).id,
    measure: ((await items(officer, "/measures?limit=100")).find((row) => row.looks > 0) ?? (await one(officer, "/measures?limit=1"))).id,
    question: (await one(officer, "/identifications?limit=1"))?.id,
    toAnswer: (await one(holder, "/identifications?state=asked&limit=1"))?.id,
    right: (rights.find((row) => row.flags > 0 && row.pictures?.length) ?? rights[0]).id,
    held: held[0],
    seller: (await one(officer, "/sellers?limit=1")).id,
    watch: (await one(officer, "/watches?limit=1")).id,
    source: (await one(officer, "/sources?limit=1")).id,
    pack: pack.id,
    ruleDraft: draft.id,
    goodsImport: (await one(officer, "/rules/goods/imports?limit=1")).id,
    import: (imports.find((row) => row.refused_count > 0) ?? imports[0]).id,
    event: (await items(administrator, "/events?limit=200")).find((row) => row.no !== null).id,  // one with a proof
  };
}

const kRows = ".ant-table-row, .list-row, ul.rows > li";
const click = (selector) => async (page) => page.locator(selector).first().click();
const press = (key, ready) => async (page) => {
  await page.keyboard.press(key);
  await page.waitForSelector(ready);
};
const chosen = (field) => async (page) => {
  await page.locator(`.ant-select:has(${field})`).first().click();
  await page.waitForSelector(".ant-select-dropdown");
};
const kOver = ".ant-modal, .ant-drawer-content-wrapper";

// opens: [name, how, what is then there]; `wide`: what phone width does not offer.
export const visits = [
  { route: "/", ready: ".ant-table-row" },
  {
    route: "/flags", ready: ".ant-table-row",
    opens: [
      ["filters", click("[data-testid=more-filters]"), ".ant-popover"],
      ["columns", click("[data-testid=columns]"), ".ant-popover"],
      ["saved filters", click("[data-testid=saved-filters]"), ".ant-dropdown"],
      ["a choice", chosen("[aria-label]"), ".ant-select-dropdown"],
      ["account", click(".account"), ".ant-dropdown"],
      ["keys", press("?", ".ant-modal"), ".ant-modal"],
      ["a selection", (page) => page.keyboard.press("x"), ".selection"],
    ],
  },
  { route: "/flags", to: () => "/flags?group=seller", ready: "[data-testid=group-open]", opens: [["group", click("[data-testid=group-open]"), "[data-testid=group] .group-said"]] },
  { route: "/flags", to: () => "/flags?view=cleared", ready: ".ant-table-row, .empty" },
  {
    route: "/flags/:id", to: (p) => `/flags/${p.flag}`, ready: "[data-testid=context]",
    opens: [
      ["dismiss", press("d", ".decide-reasons"), ".decide-words"],
      ["second look", press("s", ".decide-words"), ".decide-words"],
      ["case", press("c", ".makecase"), ".makecase"],
      ["pictures", press("v", ".zoom-frame"), ".zoom-frame"],
      ["keys", press("?", ".ant-modal"), ".ant-modal"],
    ],
  },
  { route: "/flags/:id", to: (p) => `/flags/${p.inCase}`, ready: "[data-testid=context]", opens: [["question to the holder", press("i", ".ant-modal"), ".ant-modal"]] },
  { route: "/samples", who: "approver", ready: "[data-testid=samples] li, .empty" },
  { route: "/samples/cleared", who: "approver", ready: "[data-testid=samples] li, .empty" },
  { route: "/samples/disagreed", who: "approver", ready: "[data-testid=disagreements], .empty" },
  { route: "/samples/figures", who: "approver", ready: "[data-testid=sample-figures]" },
  { route: "/samples/judge/:id", who: "approver", to: (p) => `/samples/judge/${p.sample}`, ready: "[data-testid=judge-suspect]" },
  { route: "/cases", ready: kRows },
  {
    route: "/cases/:id", to: (p) => `/cases/${p.openCase}`, ready: "#case-notices",
    opens: [["draft", click("[data-testid=draft]:enabled"), kOver], ["package", click("[data-testid=make-package]"), kOver]],
  },
  { route: "/cases/:id", who: "approver", to: (p) => `/cases/${p.openCase}`, ready: "#case-notices", opens: [["close", click("[data-testid=case-close]"), kOver]] },
  ...["timeline", "identification", "procedure", "relists", "documents"].map((tab) => ({
    route: "/cases/:id", to: (p) => `/cases/${p.case}?tab=${tab}`,
    ready: { timeline: ".timeline li", identification: "[data-testid=identifications] li, .empty", procedure: "[data-testid=clue]", relists: ".relist, .empty", documents: "[data-form]" }[tab],
  })),
  { route: "/evidence", ready: kRows },
  { route: "/evidence/:id", to: (p) => `/evidence/${p.package}`, ready: "[data-testid=verdict]", opens: [["hand over", click("[data-testid=hand-over]"), kOver]] },
  { route: "/takedown", ready: kRows },
  { route: "/notices/:id", to: (p) => `/notices/${p.notice}`, ready: "[data-testid=acts]", opens: [["act", click("[data-testid^=act-]"), kOver], ["counter-notice", click("[data-testid=counter-record]"), kOver]] },
  { route: "/notices/:id", to: (p) => `/notices/${p.draft}`, ready: "[data-testid=lint]", opens: [["edit", click("[data-testid=act-edit]"), kOver]] },
  { route: "/outbox", ready: "[data-testid=deliveries] .list-row, .empty" },
  { route: "/outbox/connectors", who: "approver", ready: ".connector, .empty", opens: [["connector", click("[data-testid=connector-add]"), kOver]] },
  { route: "/outbox/messages", ready: "[data-testid=messages] li, .empty" },
  { route: "/deadlines", to: () => "/deadlines?state=any", ready: kRows, opens: [["columns", click("[data-testid=columns]"), ".ant-popover"]] },
  { route: "/deadlines/calendar", ready: ".cal" },
  { route: "/tasks", to: () => "/tasks?state=any", ready: `${kRows}, .empty` },
  { route: "/tasks", ready: `${kRows}, .empty`, opens: [["done", click("[data-testid=task-done]"), kOver]] },
  { route: "/counter-notices", ready: "[data-counter]" },
  { route: "/counter-notices/:id", to: (p) => `/counter-notices/${p.counter}`, ready: "[data-testid=counter-statement]" },
  { route: "/verify", ready: kRows },
  { route: "/verify/relists", ready: ".relist, .empty" },
  { route: "/verify/:id", to: (p) => `/verify/${p.measure}`, ready: "[data-testid=looks], .empty", opens: [["act", click("[data-testid^=measure-]"), kOver]] },
  { route: "/identifications", ready: "[data-identification], .empty" },
  { route: "/identifications/:id", to: (p) => `/identifications/${p.question}`, ready: "#the-question" },
  { route: "/identifications/:id", who: "holder", to: (p) => `/identifications/${p.toAnswer}`, ready: "#answer-submit" },
  { route: "/clues/:id", to: (p) => `/clues/${p.clue}`, ready: "[data-testid=clue]", opens: [["act", click("[data-testid^=clue-]:is(button)"), kOver]] },
  { route: "/reports", ready: "[data-testid=figures] section" },
  { route: "/rights", ready: kRows, opens: [["import", click("[data-testid=rights-import-open]"), kOver]] },
  { route: "/rights/new", ready: "[data-group=what]", opens: [["a choice", chosen("#right-kind"), ".ant-select-dropdown"], ["what is wrong", click("[data-testid=right-save]"), ".field-wrong"]] },
  { route: "/rights/expiring", ready: "[data-testid=expiring] li, .empty" },
  { route: "/rights/aliases", ready: "[data-testid=alias-open], .empty" },
  { route: "/rights/similar", ready: ".similar-form" },
  { route: "/rights/similar", to: () => `/rights/similar?mark=${encodeURIComponent("斛音")}&classes=9`, ready: "[data-testid=similar-hits], .empty" },
  { route: "/rights/:id", to: (p) => `/rights/${p.right}`, ready: "[data-testid=right-numbers]", opens: [["register", click("[data-testid=right-status]"), kOver]] },
  ...["versions", "tells", "cases", "notices", "measures", "relists"].map((tab) => ({ route: "/rights/:id", to: (p) => `/rights/${p.right}?tab=${tab}`, ready: "[data-testid=right-numbers]" })),
  { route: "/rights/:id/edit", to: (p) => `/rights/${p.right}/edit`, ready: "[data-group=what]" },
  { route: "/holder", who: "holder", ready: "[data-testid=holder-rights] li" },
  { route: "/rights/:id", who: "holder", to: (p) => `/rights/${p.held}?tab=measures`, ready: "[data-testid=rows-measures]" },
  { route: "/sellers", ready: kRows },
  { route: "/sellers/:id", to: (p) => `/sellers/${p.seller}`, ready: "[data-testid=seller-history]" },
  { route: "/watches", ready: kRows, opens: [["add", click("[data-testid=watch-add]"), kOver]] },
  { route: "/watches/:id", to: (p) => `/watches/${p.watch}`, ready: "[data-testid=coverage]", opens: [["edit", click("[data-testid=watch-edit]"), kOver]] },
  { route: "/sources", ready: kRows, opens: [["add", click("[data-testid=source-add]"), kOver]] },
  { route: "/sources/:id", to: (p) => `/sources/${p.source}`, ready: "[data-testid=standing]", opens: [["edit", click("[data-testid=source-edit]"), kOver]] },
  { route: "/rules", ready: `${kRows}, .panel` },
  { route: "/rules/new", ready: "#rule-yaml" },
  { route: "/rules/packs/:pack", to: (p) => `/rules/packs/${p.pack}`, ready: "[data-testid=rule-list]" },
  { route: "/rules/drafts/:id", to: (p) => `/rules/drafts/${p.ruleDraft}`, ready: "[data-testid=rule-list]" },
  { route: "/rules/goods", ready: "[data-testid=goods-small]", opens: [["import", click("[data-testid=goods-import]"), kOver]] },
  { route: "/rules/goods/:id", to: (p) => `/rules/goods/${p.goodsImport}`, ready: "[data-testid=goods-counts]" },
  { route: "/imports", ready: kRows, opens: [["add", click("[data-testid=import-add]"), kOver]] },
  { route: "/imports/:id", to: (p) => `/imports/${p.import}`, ready: "[data-testid=import-said]" },
  { route: "/crawl", ready: ".funnel" },
  { route: "/workers", ready: ".process" },
  { route: "/account", ready: ".account-panels", opens: [["token", click("[data-testid=token-make]"), kOver], ["authenticator", click("[data-testid=authenticator-begin]"), kOver]] },
  {
    route: "/people", who: "administrator", ready: ".ant-table-row",
    opens: [["invite", click("[data-testid=invite]"), kOver], ["change", click("[data-testid=person-change]"), kOver], ["more", click("[data-testid=person-more]"), ".ant-dropdown"]],
  },
  { route: "/people/organisations", who: "administrator", ready: ".ant-table-row", opens: [["add", click("[data-testid=org-add]"), kOver]] },
  { route: "/tips", ready: kRows, opens: [["add", click("[data-testid=tip-add]"), kOver]] },
  { route: "/assignments", ready: `${kRows}, .empty`, opens: [["give", click("[data-testid=assign]"), kOver]] },
  { route: "/events", who: "administrator", ready: kRows },
  { route: "/events/:id", who: "administrator", to: (p) => `/events/${p.event}`, ready: "[data-testid=proof-said]" },
  {
    route: "/log", who: "administrator", ready: "[data-testid=log-said]",
    opens: [["key", click("[data-testid=key-rotate]"), kOver], ["time authority", click("[data-testid=authority-add]"), kOver]],
  },
  { route: "*", to: () => "/no/such/page", ready: ".empty" },
].map((visit) => ({ who: "officer", to: () => visit.route, opens: [], ...visit }));

// The console in a language and a shade, from the next page that is loaded on.
export const dressed = (page, lang, shade) =>
  page.evaluate(
    ([language, theme]) => {
      localStorage.setItem("mw.lang", language);
      localStorage.setItem("mw.theme", theme);
    },
    [lang, shade],
  );
