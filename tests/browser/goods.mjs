// The table of goods: previewed, refused by row, imported by one person, put in force by another, searched, shown beside similar marks.
import assert from "node:assert/strict";
import { basics, noSidewaysScroll } from "./basics.mjs";

const kRows = [
  "商品编号,类别,类似群,部分,商品名称,英文名称,交叉检索",
  "259001,25,2501,（一）,连帽外衣；带帽外套,hooded overgarment,与 1802 类似",
  "259003,25,2501,（二）,棉麻长衫,linen gown,",
  "259006,25,2507,,越野跑步鞋,trail running footwear,",
  "189001,18,1802,,折叠旅行包,folding travel bag,",
];
const file = (rows, name = "商品表.csv") => ({ name, mimeType: "text/csv", buffer: Buffer.from(rows.join("\n")) });
const api = (page, path) => page.evaluate((at) => fetch(`/api/v1${at}`).then((answer) => answer.json()), path);

export async function goods({ page, base, step, shot }) {
  await step("without a full table the page says so, and the small one still reads a title", async () => {
    await page.goto(`${base}/rules/goods`);
    await page.waitForSelector(".empty");
    await page.fill("input[name=words]", "夏季新款运动鞋");
    await page.press("input[name=words]", "Enter");
    await page.waitForSelector("[data-testid=goods-looked]");
    assert.match(await page.textContent("[data-testid=goods-looked]"), /运动鞋.*第 25 类.*自带小表/);
    await basics(page);
  });
  await step("a file with wrong rows is refused row by row, and nothing is kept", async () => {
    await page.click("[data-testid=goods-import]");
    await page.fill("#goods-edition", "故事版 2026");
    await page.fill("#goods-from", "2026-01-01");
    await page.setInputFiles("#goods-file", file([...kRows, "25900,25,2501,,短编号,,", "259009,18,2501,,错类,,"]));
    await page.click("[data-testid=goods-look-file]");
    await page.waitForSelector("[data-testid=goods-refused] li");
    const refused = await page.$$eval("[data-testid=goods-refused] li", (all) => all.map((one) => one.textContent));
    assert.equal(refused.length, 2);
    assert.match(refused[0], /第 6 行.*商品编号“?"?25900/);
    assert.match(refused[1], /第 7 行.*2501/);
    assert.ok(await page.isDisabled("[data-testid=goods-keep]"));
    await basics(page);
    await shot("goods-refused-zh");
  });
  await step("a good one is previewed and kept for another person", async () => {
    await page.setInputFiles("#goods-file", file(kRows));
    await page.click("[data-testid=goods-look-file]");
    await page.waitForSelector("[data-testid=goods-preview] [data-testid=goods-counts]");
    assert.match(await page.textContent("[data-testid=goods-preview]"), /4 个项目.*3 个类似群.*2 个类别/);
    await page.click("[data-testid=goods-keep]");
    await page.waitForURL(/\/rules\/goods\/\d+/);
    await page.waitForSelector("[data-testid=goods-changes]");
    const kept = await api(page, new URL(page.url()).pathname.replace("/rules/goods/", "/rules/goods/imports/"));
    assert.equal(kept.mine, true);
    assert.ok(!kept.may.includes("activate"), "who imports puts nothing in force");
    await basics(page);
    await shot("goods-import-zh");
    await page.setViewportSize({ width: 390, height: 844 });
    for (const path of ["/rules/goods", new URL(page.url()).pathname]) {
      await page.goto(base + path);
      await page.waitForSelector("main h1");
      await noSidewaysScroll(page);
    }
    await page.setViewportSize({ width: 1440, height: 900 });
  });
}

// The second person's, in English and dark.
export async function goodsInForce({ page, base, step, shot }) {
  await step("another person puts the table in force; words and items are found by it", async () => {
    await page.goto(`${base}/rules/goods`);
    await page.locator("[data-testid=goods-imports] .title-link", { hasText: "故事版 2026" }).first().click();
    await page.click("[data-testid=goods-activate]:not([disabled])");
    await page.fill("#reason", "compared with the office's own copy");
    await page.click("#goods-activate-send");
    await page.waitForSelector("[data-testid=goods-activate]", { state: "detached" });
    await page.goto(`${base}/rules/goods?words=${encodeURIComponent("冬季连帽外衣")}&q=2507`);
    await page.waitForSelector("[data-testid=goods-in-force]");
    await page.waitForSelector("[data-testid=goods-looked]");
    assert.match(await page.textContent("[data-testid=goods-looked]"), /class 25, group 2501-1 \(故事版 2026\)/);
    await page.waitForFunction(() => [...document.querySelectorAll("[data-testid=goods-items]")].some((one) => one.textContent.includes("259006")));
    await basics(page);
    await shot("goods-en-dark");
    const right = (await api(page, "/rights?limit=200")).items.find((one) => one.classes?.includes(25) && one.names?.length);
    await page.goto(`${base}/rights/similar?mark=${encodeURIComponent(right.names[0])}&classes=2501`);
    await page.waitForSelector("[data-testid=similar-hits] li");
    const hit = await page.locator("[data-testid=similar-hits] li", { hasText: right.names[0] }).first().textContent();
    assert.match(hit, /same goods.*2501.*故事版 2026/);
  });
  await step("the table is withdrawn, and all of it is in the log", async () => {
    await page.goto(`${base}/rules/goods`);
    await page.click("[data-testid=goods-withdraw]");
    await page.fill("#reason", "the story is over");
    await page.click("#goods-withdraw-send");
    await page.waitForSelector("[data-testid=goods-in-force]", { state: "detached" });
    for (const kind of ["goods_table.imported", "goods_table.activated", "goods_table.withdrawn"]) assert.ok((await api(page, `/events?kind=${kind}`)).items.length >= 1, kind);
  });
}
