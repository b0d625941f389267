// The story's part about files that are handed over.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { basics, noSidewaysScroll } from "./basics.mjs";
import { archived, file, kBad, kGood, kinds, table } from "./handed.mjs";

const kTable = "北果平台回函 2026-11.csv";
const kFrom = "某平台 2026-11 回函";
const phone = { width: 390, height: 844 };
const wide = { width: 1440, height: 900 };
const words = (n) => `已处理 ${(n.pages || n.listings) + n.refused} 条：收下商品 ${n.listings} 个、网页 ${n.pages} 个，拒收 ${n.refused} 条。`;

export async function imports({ page, base, step, shot }) {
  const api = (path) => page.evaluate((at) => fetch(`/api/v1${at}`).then((answer) => answer.json()), path);
  const said = () => page.innerText("[data-testid=import-said]");
  const open = async () => {
    await page.goto(`${base}/imports`);
    await page.click("[data-testid=import-add]");
    await page.waitForSelector("#import-file", { state: "attached" });
  };
  const handOver = async (chosen, from) => {
    await open();
    await page.setInputFiles("#import-file", chosen);
    await page.fill("#from", from);
  };
  const send = async () => {
    await page.click("[data-testid=import-send]");
    await page.waitForURL(/\/imports\/\d+$/);
    await page.waitForSelector("[data-testid=import-said]");
  };
  const alerted = (pattern) => page.waitForFunction((source) => [...document.querySelectorAll(".ant-drawer [role=alert]")].some((one) => new RegExp(source).test(one.textContent)), pattern.source);

  await step("nothing was imported yet, and the page says what would be", async () => {
    await page.route("**/api/v1/imports?*", (route) => route.fulfill({ json: { items: [], next: null } }));
    await page.goto(`${base}/imports`);
    await page.waitForSelector(".empty button");
    await basics(page);
    await page.click(".empty button");
    await page.waitForSelector("#import-file", { state: "attached" });
    await page.unroute("**/api/v1/imports?*");
  });

  await step("the form by the keyboard alone: it opens, asks for a file, says its kinds, and leaves by Escape", async () => {
    await page.goto(`${base}/imports`);
    await page.locator("[data-testid=import-add]").focus();
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => document.activeElement?.closest(".ant-drawer"));
    const reached = [];
    for (let i = 0; i < 12 && reached.at(-1) !== "import-send"; ++i) {
      await page.keyboard.press("Tab");
      reached.push(await page.evaluate(() => document.activeElement.id || document.activeElement.dataset.testid || ""));
    }
    for (const id of ["import-file", "from", "as", "import-send"]) assert.ok(reached.includes(id), `${id} among ${reached}`);
    await page.keyboard.press("Enter");
    await alerted(/请选择一个文件/);
    await page.locator("#as").focus();
    await page.keyboard.press("ArrowDown");
    await page.waitForSelector(".ant-select-item-option");
    const offered = (await page.locator(".ant-select-item-option").allInnerTexts()).join();
    for (const kind of ["CSV", "XLSX", "WARC", "HAR", "MHTML", "HTML", "ZIP", "JSON Lines"]) assert.ok(offered.includes(kind), offered);
    await page.keyboard.press("Escape");
    await page.waitForSelector(".ant-select-dropdown", { state: "hidden" });
    // The list of kinds may still be closing, and takes the key then.
    const form = page.locator(".ant-drawer-content-wrapper");
    for (let i = 0; i < 4 && (await form.isVisible()); ++i) {
      await page.keyboard.press("Escape");
      await form.waitFor({ state: "hidden", timeout: 5_000 }).catch(() => {});
    }
    assert.equal(await form.isVisible(), false);
  });

  await step("a table is handed over: who gave it, which columns were read as what, what was taken and what refused", async () => {
    await handOver(file(kTable, table), kFrom);
    await shot("import-add-zh");
    await basics(page);
    await send();
    assert.equal(await said(), `已处理 ${kGood + kBad.length} 条：收下商品 ${kGood} 个、网页 0 个，拒收 ${kBad.length} 条。`);
    await page.waitForSelector(".refusals .ant-table-row");
    const facts = await page.innerText(".facts");
    for (const text of [kFrom, "lin", "商品表 CSV", "标题 → 标题", "链接 → 网址", "价格 → 价格", "卖家 → 卖家", "备注"]) assert.ok(facts.includes(text), text);
    const digests = await page.locator(".facts .digest").evaluateAll((all) => all.map((one) => one.getAttribute("aria-label").split(" ").at(-1)));
    assert.equal(digests[0], createHash("sha256").update(table).digest("hex"));
    assert.match(digests[1], /^\d+$/, "the file itself is kept as a capture");
    await shot("import-zh");
    await basics(page);
  });

  await step("refused rows come page by page, as text only, and are exported as shown", async () => {
    assert.equal(await page.locator(".refusals .ant-table-row").count(), 50);
    await page.click("[data-testid=more]");
    await page.waitForFunction((n) => document.querySelectorAll(".refusals .ant-table-row").length === n, kBad.length);
    assert.equal(await page.locator(".refusals b").count(), 0, "markup stays text");
    const rows = await page.locator(".refusals .ant-table-row").allInnerTexts();
    assert.ok(rows[1].includes("<b>x</b>"), rows[1]);
    assert.ok(rows[3].includes("a⟨202E⟩gpj.exe"), rows[3]);
    const waiting = page.waitForEvent("download");
    await page.click("[data-testid=refused-export]");
    const download = await waiting;
    assert.match(download.suggestedFilename(), /^refused-\d+\.csv$/);
    const lines = readFileSync(await download.path(), "utf8").replace(/^\ufeff/, "").trimEnd().split("\r\n");
    assert.equal(lines.length, kBad.length + 1);
    assert.equal(lines[0], '"序号","位置","原因","内容开头"');
    const shown = await page.locator(".refusals .ant-table-row").first().locator("td").allInnerTexts();
    for (const cell of shown) assert.ok(lines[1].includes(cell.trim()), `${lines[1]} has ${cell}`);
    assert.ok(!lines.some((line) => /(^|,)"[=+@]/.test(line)), "no cell is a formula");
  });

  await step("the same file again is not done again, and the page says so before and after", async () => {
    const first = new URL(page.url()).pathname;
    await handOver(file("renamed.csv", table), "");
    await page.waitForSelector("[data-testid=import-before]");
    assert.match(await page.innerText("[data-testid=import-before]"), /以前导入过/);
    assert.equal(await page.getAttribute("[data-testid=import-before] a", "href"), first);
    await send();
    await page.waitForSelector(".alert-green");
    assert.match(await page.innerText(".alert-green"), /什么也没有做/);
    assert.equal(new URL(page.url()).pathname, first);
  });

  for (const one of kinds) {
    await step(`${one.kind} is told by its bytes, whatever its name, and counted`, async () => {
      await handOver(one, "");
      await send();
      assert.equal(await said(), words(one));
      const facts = await page.innerText(".facts");
      for (const text of [one.kind, "未写明"]) assert.ok(facts.includes(text), `${facts} has ${text}`);
      if (one.refused) await page.waitForSelector(".refusals .ant-table-row");
      else assert.match(await page.innerText(".refusals .empty"), /每一条都收下了/);
    });
  }

  await step("a page that was handed over becomes a lead, which says how it came", async () => {
    const { items } = await api("/rights?limit=200");
    const right = items.find((one) => one.kind === "trademark" && one.status === "live" && /^[A-Z][a-z]{5,}$/.test(one.title));
    const title = `${[...right.title].join(".")} 北果集市 现货`;
    await handOver(file("北果集市 2026-11.warc", archived(title, "https://handed.example/lead/1")), "北果集市");
    await send();
    assert.equal(await said(), words({ listings: 1, pages: 1, refused: 1 }));
    assert.ok((await page.innerText(".facts")).includes("网页存档 WARC"));
    await page.goto(`${base}/flags?q=${encodeURIComponent("北果集市")}`);
    await page.locator(".ant-table-row .title-link").click();
    await page.waitForSelector(".flagcols");
    assert.equal(await page.innerText("[data-testid=listing-title]"), title);
    assert.ok((await page.innerText(".flagbar")).includes(right.title));
    assert.match(await page.locator(".flagcols .col-head").first().innerText(), /导入 · 已封存/);
    assert.ok((await page.innerText(".flagcols")).includes("https://handed.example/lead/1"));
  });

  await step("a file that is not what it is said to be: the form says so, and the import stays as not read", async () => {
    await handOver(file("北果茶.csv", "标题,链接\n北果茶,https://handed.example/as/1\n"), "");
    await page.locator("#as").click();
    await page.locator(".ant-select-item-option", { hasText: "WARC" }).click();
    await page.click("[data-testid=import-send]");
    await alerted(/no WARC/);
    await page.goto(`${base}/imports`);
    const row = page.locator(".ant-table-row").filter({ hasText: "北果茶.csv" });
    assert.match(await row.innerText(), /未读完/);
    await row.locator(".title-link").click();
    await page.waitForSelector(".alert-red");
    assert.match(await page.innerText(".alert-red"), /没有读到文件末尾[^]*no WARC/);
    await basics(page);
  });

  // The form has taken the file, and no word of the last one is left.
  const shown = (name) =>
    page.waitForFunction((wanted) => {
      const drawer = document.querySelector(".ant-drawer");
      return drawer?.textContent.includes(wanted) && !drawer.querySelector("[role=alert]");
    }, name);
  await step("files that cannot be taken are refused in words, and the form stays as it was", async () => {
    await handOver(file("empty.csv", ""), "北果集市");
    await alerted(/空的/);
    const folder = mkdtempSync(join(tmpdir(), "story-"));
    const large = join(folder, "large.csv");
    writeFileSync(large, "");
    truncateSync(large, (32 << 20) + 1);
    await page.setInputFiles("#import-file", large);
    await alerted(/32\.0 MiB，超过 32 MiB[^]*命令行/);
    rmSync(folder, { recursive: true });
    await page.setInputFiles("#import-file", file("noise.bin", [1, 0, 2, 255, 254, 3]));
    await shown("noise.bin");
    await page.click("[data-testid=import-send]");
    await alerted(/处理不了[^]*no kind of file/);
    await page.setInputFiles("#import-file", file("columns.csv", "甲,乙\n1,2\n"));
    await shown("columns.csv");
    await page.click("[data-testid=import-send]");
    await alerted(/no column is known to be the title/);
    assert.equal(await page.inputValue("#from"), "北果集市");
    await basics(page);
    await page.route("**/api/v1/imports?name=*", (route) => route.abort("connectionreset"));
    await page.setInputFiles("#import-file", file("cut.csv", table.slice(0, 300)));
    await shown("cut.csv");
    await page.click("[data-testid=import-send]");
    await alerted(/连接断了/);
    await page.unroute("**/api/v1/imports?name=*");
  });

  await step("the list of imports, wide and narrow", async () => {
    await page.goto(`${base}/imports`);
    await page.waitForSelector(".ant-table-row");
    const row = page.locator(".ant-table-row").filter({ hasText: kTable });
    assert.match(await row.innerText(), new RegExp(`商品表 CSV\\s*${kFrom}\\s*lin[^]*已完成\\s*${kGood}\\s*${kBad.length}`));
    // A page and the listing on it are one record.
    assert.match(await page.locator(".ant-table-row").filter({ hasText: "附件三" }).innerText(), /已完成\s*2\s*1/);
    await shot("imports-zh");
    await basics(page);
    const asked = page.waitForRequest("**/api/v1/imports?*");
    await page.getByRole("button", { name: "刷新" }).click();
    await asked;
    await row.locator("a.num").click();
    await page.waitForFunction(() => location.hash === "#refused" && document.querySelector("#refused")?.getBoundingClientRect().top < 200);
    await page.goto(`${base}/imports`);
    await page.setViewportSize(phone);
    await page.waitForSelector(".rows .loss");
    await noSidewaysScroll(page);
    await shot("imports-phone");
    await page.click("[data-testid=import-add]");
    await page.waitForSelector("#import-file", { state: "attached" });
    await noSidewaysScroll(page);
    await page.keyboard.press("Escape");
    await page.locator(".rows .title-link").filter({ hasText: kTable }).click();
    await page.waitForSelector(".refusals .loss");
    assert.match(await page.locator(".refusals .loss").nth(1).innerText(), /序号 2[^]*line \d+[^]*no title[^]*<b>x<\/b>/);
    await noSidewaysScroll(page);
    await shot("import-phone");
    await page.setViewportSize(wide);
  });
}
