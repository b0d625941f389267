// The story's part about what is watched and by which rules: watches, sources, why nothing happens, a rule pack of one's own.
import assert from "node:assert/strict";
import { basics, noSidewaysScroll } from "./basics.mjs";

const kPack = "story-pack";
const yaml = (version, words) =>
  `id: ${kPack}\nversion: ${version}\nsource: the story of this console\nrules:\n  - {id: story.r1, effect: suspect, reason: counterfeit_slang, db: 3, any: [${words}], must_fire: ['${words}']}\n`;
const api = (page, path) => page.evaluate((at) => fetch(`/api/v1${at}`).then((answer) => answer.json()), path);

export async function watching({ page, base, step, shot }) {
  await step("a watch says how far it came, and is paused and resumed", async () => {
    await page.goto(`${base}/watches`);
    await page.locator(".ant-table-row .title-link").first().click();
    await page.waitForSelector("[data-testid=coverage]");
    const id = new URL(page.url()).pathname.split("/").pop();
    const watch = await api(page, `/watches/${id}`);
    assert.ok(watch.coverage.listings > 0 && watch.coverage.fetched > 0, JSON.stringify(watch.coverage));
    const told = (await page.innerText("[data-testid=coverage]")).replace(/,/g, "");
    for (const name of ["pages", "fetched", "listings"]) assert.match(told, new RegExp(`\\b${watch.coverage[name]}\\b`), name);
    await shot("watch-zh");
    await basics(page);
    await page.click("[data-testid=watch-pause]");
    await page.waitForSelector("[data-testid=watch-resume]");
    assert.equal((await api(page, `/watches/${id}`)).state, "paused");
    await page.click("[data-testid=watch-resume]");
    await page.waitForSelector("[data-testid=watch-pause]");
    assert.equal((await api(page, `/watches/${id}`)).versions.length >= 1, true);
  });

  await step("a source shows where it stands, and a wrong one is refused in words", async () => {
    await page.goto(`${base}/sources`);
    await page.locator(".ant-table-row .title-link").first().click();
    await page.waitForSelector("[data-testid=standing]");
    await shot("source-zh");
    await basics(page);
    await page.goto(`${base}/sources`);
    await page.click("[data-testid=source-add]");
    await page.fill("#source-yaml", "hosts: 7");
    await page.click("#source-save");
    await page.waitForSelector(".ant-drawer [role=alert]");
    await page.keyboard.press("Escape");
  });

  await step("the crawl says why nothing happens, and what to do", async () => {
    await page.goto(`${base}/crawl`);
    await page.waitForSelector("[data-testid=causes] .causes li");
    const { causes } = await api(page, "/crawl/status");
    assert.equal(await page.locator("[data-testid=causes] .causes li").count(), causes.length);
    assert.ok((await page.innerText("[data-testid=causes]")).includes(causes[0].text.zh));
    await shot("crawl-causes-zh");
    await basics(page);
  });

  await step("a rule pack of one's own is checked, kept and tried in the shadow before anybody puts it in force", async () => {
    await page.goto(`${base}/rules`);
    await page.waitForSelector(".ant-table-row");
    await shot("rules-zh");
    await basics(page);
    await page.locator(".ant-table-row .title-link").first().click();
    await page.waitForSelector("[data-testid=rule-list]");
    await basics(page);
    await page.goto(`${base}/rules`);
    await page.click("[data-testid=rule-new]");
    await page.fill("#rule-yaml", "id: [");
    await page.click("[data-testid=rule-check]");
    await page.waitForSelector(".alert-red");
    await page.fill("#rule-yaml", yaml(1, "顺丰速发"));
    await page.click("[data-testid=rule-check]");
    await page.waitForSelector("[data-testid=rule-checked].alert-green");
    await page.click("[data-testid=rule-keep]");
    await page.waitForURL(/\/rules\/drafts\/\d+/);
    await page.waitForSelector("[data-testid=shadow-run]");
    await page.click("[data-testid=shadow-run]");
    await page.waitForSelector("[data-testid=shadow][data-state=done]", { timeout: 120_000 });
    const draft = await api(page, new URL(page.url()).pathname);
    assert.ok(draft.shadows[0].scanned > 0 && draft.shadows[0].result, JSON.stringify(draft.shadows[0]));
    assert.equal(draft.tried, true);
    assert.ok(!draft.may.includes("activate"), "its author puts nothing in force");
    await shot("rule-draft-zh");
    await basics(page);
    await page.setViewportSize({ width: 390, height: 844 });
    for (const path of ["/watches", "/sources", "/rules", "/crawl", new URL(page.url()).pathname]) {
      await page.goto(base + path);
      await page.waitForSelector("main h1");
      await noSidewaysScroll(page);
    }
    await page.setViewportSize({ width: 1440, height: 900 });
  });
}

// The second person's, in English and dark.
export async function rulesInForce({ page, base, step, shot }) {
  await step("another person puts the pack in force, and it is in the log", async () => {
    await page.goto(`${base}/rules`);
    await page.locator(".ant-table-row .title-link", { hasText: kPack }).first().click();
    await page.waitForSelector("[data-testid=rule-activate]:not([disabled])");
    await shot("rule-activate-en-dark");
    await page.click("[data-testid=rule-activate]");
    await page.fill("#reason", "tried in the shadow; the words mark fast delivery of copies here");
    await page.click("#rule-activate-send");
    await page.waitForSelector("[data-testid=rule-activate]", { state: "detached" });
    const pack = await api(page, `/rules/packs/${kPack}`);
    assert.equal(pack.version, 1);
    await page.goto(`${base}/rules/packs/${kPack}`);
    await page.waitForSelector("[data-testid=rule-list]");
    await basics(page);
    await page.click("[data-testid=rule-withdraw]");
    await page.fill("#reason", "the story is over");
    await page.click("#rule-withdraw-send");
    await page.waitForFunction((path) => fetch(path).then((answer) => answer.status === 404), `/api/v1/rules/packs/${kPack}`);
    for (const kind of ["rules.activated", "rules.withdrawn"]) assert.equal((await api(page, `/events?kind=${kind}`)).items.length, 1, kind);
  });
}
