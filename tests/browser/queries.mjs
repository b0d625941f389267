// A watch's queries, and by which searches a lead's listing was found.
import assert from "node:assert/strict";
import { basics, noSidewaysScroll } from "./basics.mjs";

const api = (page, path) => page.evaluate((at) => fetch(`/api/v1${at}`).then((answer) => answer.json()), path);
const row = (text) => `[data-testid=queries] [data-query="${text}"]`;

export async function queries({ page, base, step, shot }) {
  const { items: watches } = await api(page, "/watches");
  const watch = watches.find((one) => one.queries.includes("驭岭")) ?? watches[0];
  const of = async (text) => (await api(page, `/watches/${watch.id}/queries?limit=200`)).items.find((one) => one.query === text);

  await step("a watch's queries say how each is made and what it brought", async () => {
    await page.goto(`${base}/watches/${watch.id}`);
    await page.waitForSelector("[data-testid=queries] .ant-table-row");
    const all = await api(page, `/watches/${watch.id}/queries?limit=200`);
    const own = all.items.find((one) => one.state === "own" && one.listings > 0);
    assert.ok(own && own.pages > 0 && own.form === "name", JSON.stringify(own ?? all.items[0]));
    const told = await page.innerText(row(own.query));
    for (const said of [own.query, "名称", String(own.pages), String(own.listings), "任务自有"]) assert.ok(told.includes(said), `${said}: ${told}`);
    const made = all.items.find((one) => one.state === "on" && one.sources.some((source) => source.chosen));
    assert.ok(made, "the round chose some that it made itself");
    assert.match((await page.innerText("[data-testid=queries]")).replace(/,/g, ""), new RegExp(`共 ${all.count} 个`));
    await shot("watch-queries-zh");
    await basics(page);
  });

  await step("a query is added, one is switched off and comes back, and the number is set", async () => {
    await page.fill("#query-text", "驭岭 二手工具");
    await page.click("[data-testid=query-add]");
    await page.waitForSelector(`${row("驭岭 二手工具")}[data-state=added]`);
    assert.equal((await of("驭岭 二手工具")).state, "added");
    const made = await page.locator("[data-testid=queries] [data-state=on]").first().getAttribute("data-query");
    await page.locator(row(made)).locator("[data-testid=query-drop]").click();
    await page.waitForSelector(`${row(made)}[data-state=on]`, { state: "detached" });
    await page.waitForSelector(`${row(made)}[data-state=off]`);
    await page.locator(row(made)).locator("[data-testid=query-resume]").click();
    await page.waitForSelector(`${row(made)}[data-state=on]`);
    await page.locator(row("驭岭 二手工具")).locator("[data-testid=query-drop]").click();
    await page.waitForSelector(row("驭岭 二手工具"), { state: "detached" });
    await page.fill("#query-limit", "7");
    await page.click("[data-testid=query-limit-save]");
    await page.waitForFunction((id) => fetch(`/api/v1/watches/${id}`).then((answer) => answer.json()).then((one) => one.discovery === 7), watch.id);
    await page.fill("#query-text", "x");
    await page.click("[data-testid=query-add]");
    await page.waitForSelector("[data-testid=queries] .alert-red");
    await page.setViewportSize({ width: 390, height: 844 });
    await page.goto(`${base}/watches/${watch.id}`);
    await page.waitForSelector("[data-testid=queries] .ant-table-row");
    await noSidewaysScroll(page);
    await page.setViewportSize({ width: 1440, height: 900 });
  });

  await step("a lead says by which search, on which page and in which place its listing was found", async () => {
    const { items } = await api(page, "/flags?view=new&limit=50");
    let found;
    for (const item of items) {
      const flag = await api(page, `/flags/${item.id}`);
      if (flag.found.sightings.length > 0) {
        found = flag;
        break;
      }
    }
    assert.ok(found, "some lead was found by searching");
    await page.goto(`${base}/flags/${found.id}`);
    await page.waitForSelector("[data-testid=found]");
    const told = await page.innerText("[data-testid=found]");
    const [newest] = found.found.sightings;
    for (const said of [newest.query, newest.source.name, `第 ${newest.page} 页`, "已封存"]) assert.ok(told.includes(said), `${said}: ${told}`);
    await shot("flag-found-zh");
    await basics(page);
  });
}
