// The story's part about the shared queue: views, order, groups, locks, saved filters, what is told live.
import assert from "node:assert/strict";
import { basics, noSidewaysScroll } from "./basics.mjs";

const row = (i, more = {}) => ({
  id: String(38415396688102000n + BigInt(i)), row_version: 1, state: "new", verdict: "suspected", score: 0.9, db: 30 - i / 100, title: `第 ${i} 件示例商品`, url: `https://shop.example/${i}`,
  platform: "shop", price: { amount: "39.00", currency: "CNY" }, seller: "夜市小摊", seller_id: "77", right: { id: "5", right_id: "tm-1", title: "北果", kind: "trademark" },
  reason_codes: ["low_price"], picture: null, region: null, assigned: null, lock: null, found_at: "2026-11-26T01:00:00Z", updated_at: "2026-11-26T01:00:00Z",
  priority: {
    points: 60 - i / 20, version: 1,
    parts: [
      { part: "evidence", points: 21.4, db: 21.4 }, { part: "price", points: 5.9, ratio: 0.31 }, { part: "seller", points: 14, flags: 4, upheld: 2, years: 5 },
      { part: "agreement", points: 6, channels: ["text.sound", "picture.copy"] },
    ],
  },
  ...more,
});
const views = (more = {}) => ({ new: 600, mine: 0, second_look: 2, held: 3, cleared: 40, overdue: 12, dismissed: 5, in_case: 4, ...more });
const events = (...list) => list.map(([name, data]) => `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`).join("");

export async function sharedQueue({ page, base, step, shot }) {
  const ask = (path) => page.evaluate((at) => fetch(`/api/v1${at}`).then((answer) => answer.json()), path);
  const tab = (view) => page.locator(`.viewtabs [data-view=${view}]`);
  const counted = async (view) => Number((await tab(view).locator(".tab-count").innerText()).replace(/\D/g, ""));
  const ready = () => page.waitForSelector(".ant-table-row, .empty");
  const open = async (query = "") => {
    await page.goto(`${base}/flags${query}`);
    await ready();
  };

  await step("views carry live counts, V walks them, each says what would fill it", async () => {
    await open();
    await page.waitForSelector(".viewtabs .tab-count");
    const told = (await ask("/queue/counts")).views;
    for (const [view, count] of Object.entries(told)) assert.equal(await counted(view), count, view);
    await page.keyboard.press("v");
    await page.waitForURL(/view=mine/);
    await page.waitForSelector(".empty");
    assert.match(await page.innerText(".empty"), /打开一条线索/);
    await page.keyboard.press("Shift+V");
    await page.waitForURL((url) => !url.search.includes("view"));
    await ready();
    await tab("held").click();
    await page.waitForSelector(".empty");
    assert.match(await page.innerText(".empty"), /没有暂缓/);
    // The sample's month has gone by: whoever still waits is overdue, and says for how long.
    await tab("overdue").click();
    await page.waitForURL(/view=overdue/);
    await page.waitForFunction((n) => document.querySelectorAll(".ant-table-row").length === n, told.overdue);
    const waited = (await page.locator(".priority-words").allInnerTexts()).map((words) => Number(/已等 (\d+) 天/.exec(words)?.[1]));
    assert.ok(waited.length > 0 && waited.every((days) => days >= 3), waited.join(" "));
    await basics(page);
  });

  await step("the order is priority, told in a sentence; other orders live in the address", async () => {
    await open();
    const points = (await page.locator(".ant-table-row .priority").allInnerTexts()).map(Number);
    assert.ok(points.length >= 3 && points.every((one) => one > 0));
    assert.deepEqual(points, [...points].sort((a, b) => b - a));
    assert.ok((await page.locator(".priority-words").allInnerTexts()).some((words) => /价格为参考价的 \d/.test(words)), "a price in words");
    await open("?sort=db");
    const weights = (await page.locator(".ant-table-row .weight .num").allInnerTexts()).map(Number);
    assert.deepEqual(weights, [...weights].sort((a, b) => b - a));
    assert.doesNotMatch(await page.innerText("main"), /priority\.|queue\./, "every word is in the catalogue");
  });

  await step("a group is previewed in numbers, decided once and taken back in one step", async () => {
    await open();
    await page.keyboard.press("g");
    await page.waitForURL(/group=picture/);
    await page.keyboard.press("g");
    await page.waitForURL(/group=seller/);
    await page.waitForSelector("[data-testid=group-open]");
    const before = (await ask("/queue/counts")).views;
    await page.locator("[data-testid=group-open]").first().click();
    await page.waitForSelector("[data-testid=group] .group-said");
    const flag = await page.locator(".ant-table-row", { has: page.locator("[data-testid=group-open][aria-expanded=true]") }).getAttribute("data-row-key");
    const group = await ask(`/flags/${flag}/group?by=seller`);
    assert.ok((await page.innerText(".group-said")).includes(`${group.included.length} 条线索：${group.listings} 件商品，${group.sellers} 个卖家`));
    await shot("queue-group-zh");
    await basics(page);
    await page.click("[data-testid=group-hold]");
    await page.waitForSelector("[data-testid=group-done]");
    await page.waitForFunction((want) => Number(document.querySelector("[data-view=held] .tab-count")?.textContent) === want, before.held + group.included.length);
    await page.keyboard.press("z");
    await page.waitForSelector("[data-testid=group-done]", { state: "detached" });
    await page.waitForFunction((want) => Number(document.querySelector("[data-view=held] .tab-count")?.textContent) === want, before.held);
  });

  await step("a filter is kept, found in the menu and removed", async () => {
    await open("?sort=oldest&min_db=12");
    await page.click("[data-testid=saved-filters]");
    await page.getByRole("menuitem", { name: "保存当前筛选" }).click();
    await page.fill("#name", "晨间");
    await page.click("#filter-submit");
    await page.waitForFunction(() => document.querySelector("[data-testid=saved-filters]")?.textContent.includes("晨间"));
    await open();
    await page.click("[data-testid=saved-filters]");
    await page.getByRole("menuitem", { name: "晨间" }).first().click();
    await page.waitForURL(/sort=oldest/);
    assert.match(page.url(), /min_db=12/);
    await page.click("[data-testid=saved-filters]");
    await page.getByRole("menuitem", { name: "删除“晨间”" }).click();
    await page.locator(".ant-modal-confirm .ant-btn-primary").click();
    await page.waitForFunction(() => !document.querySelector("[data-testid=saved-filters]")?.textContent.includes("晨间"));
  });

  await step("a lead that a colleague has open says who, and is not decided here", async () => {
    await open();
    await page.locator(".ant-table-row .title-link").first().click();
    await page.waitForSelector(".lock-mine");
    const id = await page.getAttribute(".flagpage", "data-flag");
    assert.ok((await ask(`/flags/${id}`)).lock, "the server knows");
    await page.keyboard.press("q");
    await ready();
    await page.waitForFunction((path) => fetch(path).then((answer) => answer.json()).then((flag) => flag.lock === null), `/api/v1/flags/${id}`);
    const other = { by: "wei", by_id: "999", since: "2026-11-26T01:12:00Z", until: "2026-11-26T01:22:00Z" };
    await page.route(`**/api/v1/flags/${id}/lock`, (route) =>
      route.fulfill({ status: 409, contentType: "application/problem+json", json: { type: "about:blank", title: "", status: 409, code: "conflict", detail: "wei has had this lead open" } }));
    await page.route(`**/api/v1/flags/${id}`, async (route) => route.fulfill({ json: { ...(await (await route.fetch()).json()), lock: other } }));
    await page.goto(`${base}/flags/${id}`);
    await page.waitForSelector("[data-testid=locked]");
    assert.match(await page.innerText("[data-testid=locked]"), /wei 正在处理（自 09:12）/);
    assert.ok(await page.isDisabled("[data-testid=dismiss]"));
    await shot("flag-locked-zh");
    await basics(page);
    await page.unroute(`**/api/v1/flags/${id}/lock`);
    await page.unroute(`**/api/v1/flags/${id}`);
  });

  await step("600 leads: a hundred are drawn, J walks on past them, locks and counts are told", async () => {
    const all = Array.from({ length: 600 }, (_, i) => row(i));
    await page.route("**/api/v1/flags?*", (route) => {
      const from = Number(new URL(route.request().url()).searchParams.get("cursor") ?? 0);
      return route.fulfill({ json: { items: all.slice(from, from + 100), next: from + 100 < 600 ? String(from + 100) : null } });
    });
    const lock = { flag: all[1].id, by: "wei", by_id: "999", since: "2026-11-26T01:12:00Z", until: "2026-11-26T01:22:00Z" };
    await page.route("**/api/v1/live", (route) =>
      route.fulfill({ contentType: "text/event-stream", body: `retry: 60000\n${events(["counts", { views: views() }], ["locks", { locks: [lock], more: false }], ["fresh", { count: 7, more: false }])}` }));
    await open();
    await page.waitForSelector(".lock-words");
    assert.equal(await counted("new"), 600);
    assert.match(await page.innerText(".fresh"), /7 条新线索/);
    assert.match(await page.locator(".priority-words").first().innerText(), /价格为参考价的 31%；卖家 5 年内另有 4 条线索，2 条已立案；同音与图片复制互证/);
    await shot("queue-busy-zh");
    const foot = page.locator(".foot-pages .ant-btn").last();
    const loaded = (n) =>
      page.waitForFunction((all) => document.querySelectorAll(".ant-table-row").length === 100 && document.querySelector(".foot-pages")?.textContent.includes(`已加载 ${all} 条`), n);
    await foot.click();
    await loaded(200);
    for (let i = 0; i < 120; ++i) await page.keyboard.press("j");
    await page.waitForFunction(() => document.querySelector(".row-at")?.textContent.includes("第 120 件"));
    for (let n = 300; n <= 600; n += 100) {
      await foot.click(); // the last hundred is drawn: more are loaded
      await loaded(n);
      await foot.click(); // and drawn in their turn
      await page.waitForFunction((from) => document.querySelector(".row-at")?.textContent.includes(`第 ${from} 件`), n - 100);
    }
    assert.equal(await page.locator(".ant-table-row").count(), 100);
    await page.setViewportSize({ width: 390, height: 844 });
    await open();
    await page.waitForSelector(".priority-words");
    await noSidewaysScroll(page);
    await basics(page);
    await shot("queue-phone");
    await page.setViewportSize({ width: 1440, height: 900 });
  });

  await step("without a stream the page asks for the counts", async () => {
    await page.unroute("**/api/v1/live");
    await page.route("**/api/v1/live", (route) =>
      route.fulfill({ status: 503, contentType: "application/problem+json", json: { type: "about:blank", title: "", status: 503, code: "unavailable", detail: "so many pages listen already" } }));
    await page.route("**/api/v1/queue/counts", (route) => route.fulfill({ json: { views: views({ new: 4321 }), at: "2026-11-26T01:00:00Z" } }));
    await open();
    await page.waitForFunction(() => document.querySelector("[data-view=new] .tab-count")?.textContent.replace(/\D/g, "") === "4321");
    for (const path of ["**/api/v1/live", "**/api/v1/queue/counts", "**/api/v1/flags?*"]) await page.unroute(path);
  });
}
