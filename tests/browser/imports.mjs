// The story's part about files that are handed over.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { basics, noSidewaysScroll } from "./basics.mjs";

const row = (i) => `北果苹果 ${i} 斤装,https://handed.example/item/${i},39.${String(10 + (i % 80))},北果小店 ${i % 7}`;
// Good rows, then rows that are refused: without a title, with an address that is none, with text that would be markup or a formula.
const kGood = 24;
const kBad = ["", "<b>x</b>", "=HYPERLINK(1)", ...Array.from({ length: 57 }, (_, i) => `bad ${i}`)];
const csv = (more = "") =>
  `标题,链接,价格,卖家,备注\n${Array.from({ length: kGood }, (_, i) => `${row(i)},无`).join("\n")}\n${kBad.map((text) => `,${text || "nowhere"},1,店,无`).join("\n")}\n${more}`;
const file = (name, text) => ({ name, mimeType: "text/csv", buffer: Buffer.from(text) });

export async function imports({ page, base, step, shot }) {
  const handOver = async (chosen, from) => {
    await page.goto(`${base}/imports`);
    await page.click("[data-testid=import-add]");
    await page.setInputFiles("#import-file", chosen);
    await page.fill("#from", from);
  };

  await step("nothing was imported yet, and the page says what would be", async () => {
    await page.route("**/api/v1/imports?*", (route) => route.fulfill({ json: { items: [], next: null } }));
    await page.goto(`${base}/imports`);
    await page.waitForSelector(".empty button");
    await basics(page);
    await page.unroute("**/api/v1/imports?*");
  });

  await step("a table is handed over: what was taken is counted, what was refused is named", async () => {
    await handOver(file("北果平台回函 2026-11.csv", csv()), "某平台 2026-11 回函");
    await shot("import-add-zh");
    await basics(page);
    await page.click("[data-testid=import-send]");
    await page.waitForURL(/\/imports\/\d+$/);
    await page.waitForSelector("[data-testid=import-said]");
    assert.equal(await page.innerText("[data-testid=import-said]"), `已处理 ${kGood + kBad.length} 条：收下商品 ${kGood} 个、网页 0 个，拒收 ${kBad.length} 条。`);
    await page.waitForSelector(".refusals .ant-table-row");
    const facts = await page.innerText(".facts");
    for (const words of ["某平台 2026-11 回函", "lin", "商品表 CSV", "链接 → 网址", "备注"]) assert.ok(facts.includes(words), words);
    await shot("import-zh");
    await basics(page);
  });

  await step("refused rows come page by page, as text only, and are exported as shown", async () => {
    assert.equal(await page.locator(".refusals .ant-table-row").count(), 50);
    await page.click("[data-testid=more]");
    await page.waitForFunction((n) => document.querySelectorAll(".refusals .ant-table-row").length === n, kBad.length);
    assert.equal(await page.locator(".refusals b").count(), 0, "markup stays text");
    const cells = await page.locator(".refusals .ant-table-row").nth(1).innerText();
    assert.ok(cells.includes("<b>x</b>"), cells);
    const waiting = page.waitForEvent("download");
    await page.click("[data-testid=refused-export]");
    const saved = await waiting;
    assert.match(saved.suggestedFilename(), /^refused-\d+\.csv$/);
    const lines = readFileSync(await saved.path(), "utf8").replace(/^\ufeff/, "").trimEnd().split("\r\n");
    assert.equal(lines.length, kBad.length + 1);
    assert.equal(lines[0], '"记录","位置","原因","内容开头"');
    const shown = await page.locator(".refusals .ant-table-row").first().locator("td").allInnerTexts();
    for (const cell of shown) assert.ok(lines[1].includes(cell.trim()), `${lines[1]} has ${cell}`);
    assert.ok(!lines.some((line) => /(^|,)"[=+@]/.test(line)), "no cell is a formula");
  });

  await step("the same file again is not done again, and the page says so before and after", async () => {
    await handOver(file("renamed.csv", csv()), "");
    await page.waitForSelector("[data-testid=import-before]");
    assert.match(await page.innerText("[data-testid=import-before]"), /以前导入过/);
    await page.click("[data-testid=import-send]");
    await page.waitForURL(/\/imports\/\d+$/);
    await page.waitForSelector(".alert-green");
    assert.match(await page.innerText(".alert-green"), /什么也没有做/);
  });
}
