// What a right is called besides its names: proposed by one person, tried and put in force by another, found in what is stored, withdrawn.
import assert from "node:assert/strict";
import { basics, noSidewaysScroll } from "./basics.mjs";

const kAlias = `蓝尾${String(Date.now() % 10_000).padStart(4, "0")}号`; // a console that has been told the story before has other aliases

// `officer` proposes, in Chinese; `approver` answers, in English.
export async function aliases({ officer: page, approver: other, base, step, shots }) {
  const shot = (name, window = page) => window.screenshot({ path: `${shots}/${name}.png` });
  let right = "";
  await step("an alias is proposed with what speaks for it", async () => {
    await page.goto(`${base}/rights`);
    await page.waitForSelector(".ant-table-row");
    const found = await page.evaluate(async () => (await (await fetch("/api/v1/rights?limit=200")).json()).items.find((one) => one.kind === "trademark" && one.names.length > 0));
    right = found.id;
    await page.goto(`${base}/rights/${right}?tab=aliases`);
    await page.waitForSelector("[data-testid=alias-graph]");
    await page.click("[data-testid=alias-propose]");
    await page.fill("#text", kAlias);
    await page.click("#alias-send");
    await page.waitForSelector(".ant-form-item-explain-error");
    await page.fill("#statement", "论坛里都这么叫");
    await page.click("#alias-send");
    await page.waitForSelector(`[data-testid=alias-edge] >> text=${kAlias}`);
    await basics(page);
    await noSidewaysScroll(page);
    await shot("aliases-zh");
  }, page);
  await step("who proposed it does not put it in force", async () => {
    await page.click(`[data-testid=alias-edge] button:has-text("${kAlias}")`);
    await page.waitForSelector("[data-testid=alias-window]");
    assert.equal(await page.$$eval("[data-testid=alias-approve]", (all) => all.length), 0);
    assert.match(await page.textContent("[data-testid=alias-window]"), /须由提出者以外的人批准/);
    await page.keyboard.press("Escape");
  }, page);
  await step("another person sees what waits, tries it, puts it in force with a reason", async () => {
    await other.goto(`${base}/rights/aliases?state=proposed`);
    await other.click(`[data-testid=alias-open]:has-text("${kAlias}")`);
    await other.waitForSelector("[data-testid=alias-window]");
    assert.match(await other.textContent("[data-testid=alias-evidence]"), /论坛里都这么叫/);
    await other.click("[data-testid=try-start]");
    await other.waitForSelector("[data-testid=try][data-state=done]", { timeout: 180_000 });
    assert.match(await other.textContent("[data-testid=try-in-force]"), /\d+ would be new/);
    assert.match(await other.textContent("[data-testid=try-forecast]"), /To be expected: /);
    await basics(other);
    await shot("alias-try-en", other);
    await other.click("[data-testid=alias-approve]");
    await other.waitForSelector("text=Say why");
    await other.fill("[data-testid=alias-reason]", "已核对三家店铺");
    await other.click("[data-testid=alias-approve]");
    await other.waitForSelector("[data-testid=alias-window]", { state: "detached" });
    await page.goto(`${base}/rights/${right}?tab=aliases`);
    await page.waitForSelector(`[data-testid=alias-edge] >> text=${kAlias}`);
    assert.equal(await page.$$eval("[data-testid=alias-edge] .state-amber", (all) => all.length), 0, "nothing waits any more");
    const version = await page.evaluate(async (id) => (await (await fetch(`/api/v1/rights/${id}`)).json()).right.nicknames, right);
    assert.ok(version.includes(kAlias), version.join(" | "));
  }, other);
  await step("how stored listings met each rule set stands on the page of rules", async () => {
    await other.goto(`${base}/rules`);
    await other.waitForSelector("[data-testid=stored] li");
    const newest = await other.$eval("[data-testid=stored] li", (row) => ({ state: row.dataset.state, text: row.textContent }));
    assert.ok(["waiting", "free", "held", "released"].includes(newest.state), newest.state);
    assert.match(newest.text, /in the shadow: \d+ raised, \d+ gone|Nothing was stored then|waits for the shadow/);
    await basics(other);
    await shot("rules-stored-en", other);
  }, other);
  await step("what comes by chance is told by weight, and on a lead that rests on words", async () => {
    await other.waitForSelector("[data-testid=chance] .ant-table-row");
    assert.match(await other.innerText("[data-testid=upheld]"), /\d+ leads are decided; from 200 on|Of the \d+ leads decided last/);
    const shown = (await other.getAttribute("[data-testid=chance]", "data-shown")) === "true";
    // How many are suspected is the demo's seed's: on fewer than twenty nothing is told, and the page says so.
    if (!shown) {
      assert.match(await other.innerText("[data-testid=chance]"), /too few suspected leads/);
      return;
    }
    const found = await other.evaluate(async () => {
      const get = async (path) => (await fetch(`/api/v1${path}`)).json();
      for (const { id } of (await get("/flags?limit=100")).items) {
        const { chance } = await get(`/flags/${id}`);
        if (chance) return { id, chance };
      }
      return null;
    });
    assert.ok(found, "some lead rests on words");
    await other.goto(`${base}/flags/${found.id}`);
    assert.match(await other.innerText("[data-testid=lead-chance]"), /about \d+(\.\d)?% come by chance \(at most \d+(\.\d)?%\)/);
    await shot("lead-chance-en", other);
  }, other);
  await step("it is withdrawn, and the page says by whom and why", async () => {
    await other.goto(`${base}/rights/aliases`);
    await other.click(`[data-testid=alias-open]:has-text("${kAlias}")`);
    await other.fill("[data-testid=alias-reason]", "只有一家店铺这样写");
    await other.click("[data-testid=alias-withdraw]");
    await other.waitForSelector("[data-testid=alias-window]", { state: "detached" });
    await other.click(`[data-testid=alias-open]:has-text("${kAlias}")`);
    // The first that is shown is how it stands now, never what was remembered from before the act.
    assert.match(await other.textContent("[data-testid=alias-window]"), /withdrawn by .*只有一家店铺这样写/s);
    await page.goto(`${base}/rights/${right}?tab=aliases`);
    await page.waitForSelector("[data-testid=alias-graph]");
    assert.equal(await page.$$eval(`[data-testid=alias-edge]:has-text("${kAlias}")`, (all) => all.length), 0);
  }, other);
}
