// A mark is registered with its certificate, tried before it is saved, and flagged by the next pass; what comes up; sellers.
import assert from "node:assert/strict";
import { deflateSync } from "node:zlib";
import { basics, noSidewaysScroll } from "./basics.mjs";

function crc32(bytes) {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; ++bit) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}

// A picture of rings and stripes, 240 by 240: enough structure to be known again.
function markPicture(seed) {
  const n = 240;
  const rows = Buffer.alloc(n * (n * 3 + 1));
  for (let y = 0; y < n; ++y) {
    for (let x = 0; x < n; ++x) {
      const ring = Math.floor(Math.hypot(x - 120, y - 100 - seed) / 14) % 2;
      const stripe = Math.floor((x * 3 + y * (1 + seed)) / 40) % 2;
      const at = y * (n * 3 + 1) + 1 + x * 3;
      rows[at] = ring ? 180 : 250;
      rows[at + 1] = stripe ? 40 : 230;
      rows[at + 2] = ring && stripe ? 20 : 200;
    }
  }
  const chunk = (type, data) => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const [length, crc] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    crc.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, crc]);
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(n, 0);
  head.writeUInt32BE(n, 4);
  head.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), chunk("IHDR", head), chunk("IDAT", deflateSync(rows)), chunk("IEND", Buffer.alloc(0))]);
}

const kFirst = Date.now() % 1_000_000; // a console that has been told the story before has other offers
const offers = (from, count) =>
  Array.from({ length: count }, (_, i) => {
    const n = kFirst + from + i;
    const noise = i % 3 !== 0;
    return JSON.stringify({
      url: `https://handed.example/rights/${n}`, platform: "handed.example", item_id: `r${n}`,
      title: noise ? `珂罗兰达 兰花 种苗 原单 ${n}` : `珂·罗·兰·达 运动鞋 高仿 1:1 ${n}`,
      price: { amount: noise ? "28.00" : "59.00", currency: "CNY" }, seller: { name: noise ? "花卉大棚" : `夜市小店 ${n % 3}`, id: noise ? "flower" : `night${n % 3}`, contacts: ["13800000000"] },
    });
  }).join("\n");

export async function rights({ page, base, step, shot }) {
  const hand = (name, text) =>
    page.evaluate(
      async ([file, body]) => {
        const answer = await fetch(`/api/v1/imports?name=${file}&from=test`, { method: "POST", headers: { "Content-Type": "application/octet-stream" }, body: new Blob([body]) });
        return answer.status;
      },
      [name, text],
    );
  const ask = (path) => page.evaluate((to) => fetch(`/api/v1${to}`).then((answer) => answer.json()), path);
  let right;

  await step("the form says item by item what is wrong, in the reader's language, and keeps what was typed", async () => {
    assert.equal(await hand("before.jsonl", offers(0, 18)), 201);
    await page.goto(`${base}/rights`);
    await page.waitForSelector("[data-standing]");
    await shot("rights-standing-zh");
    await basics(page);
    await page.click("[data-testid=right-new]");
    await page.waitForSelector("[data-group=what]");
    await page.fill("#right-title", "珂罗兰达");
    await page.fill("#right-names", "珂罗兰达\nQueloranda");
    await page.fill("#right-classes", "46");
    await page.fill("#right-holder-id", "91350100M000100Y44");
    await page.fill("#right-id", "story-1");
    await page.click("[data-testid=right-save]");
    await page.waitForSelector("[data-finding=nice]");
    assert.match(await page.innerText("[data-field=right-classes]"), /“46”不是 1 至 45 的类别/);
    assert.match(await page.innerText("[data-field=right-holder-id]"), /校验码不符/);
    assert.equal(await page.inputValue("#right-names"), "珂罗兰达\nQueloranda");
    assert.match(await page.innerText("[data-testid=right-says]"), /未知/);
    await shot("right-form-wrong-zh");
    await basics(page);
    await page.fill("#right-classes", "");
    await page.fill("#right-holder-id", "91350100M000100Y43");
    await page.waitForFunction(() => !document.querySelector("[data-finding=nice], [data-finding=credit_code]"));
  });

  await step("the certificate and the mark's picture are handed in; what is no picture is refused by name", async () => {
    await page.setInputFiles("#right-picture-file", [
      { name: "mark.png", mimeType: "image/png", buffer: markPicture(0) },
      { name: "broken.png", mimeType: "image/png", buffer: markPicture(1).subarray(0, 200) },
    ]);
    await page.waitForFunction(() => document.querySelector("[data-testid=right-pictures]")?.textContent.includes("broken.png:") && document.querySelector("[data-testid=right-pictures] img")?.naturalWidth === 240);
    assert.equal(await page.locator("[data-testid=right-pictures] figure").count(), 1);
    await page.setInputFiles("#right-document-file", { name: "注册证.png", mimeType: "image/png", buffer: markPicture(2) });
    await page.waitForFunction(() => document.querySelector("[data-testid=right-documents]")?.textContent.includes("注册证.png"));
    await page.setInputFiles("#sellers-table", { name: "授权.csv", mimeType: "text/csv", buffer: Buffer.from("名称,平台,授权止\n珂罗兰达旗舰店,handed.example,2030-01-01\n,x,\n") });
    await page.waitForSelector("[data-testid=sellers-read]");
    assert.match(await page.innerText("[data-testid=sellers-read]"), /读入 1 个，拒绝 1 行/);
    await page.fill("#right-genuine_tells", "烫金封签");
  });

  await step("before it is saved, it is tried: counts, samples, and what would make it quieter; nothing is written", async () => {
    const before = (await ask("/rights?limit=200")).items.length;
    await page.click("[data-testid=try-start]");
    await page.waitForSelector("[data-testid=try][data-state=done]", { timeout: 180_000 });
    assert.match(await page.innerText("[data-testid=tried]"), /会被标记/);
    assert.ok((await page.locator("[data-testid=try-strongest] li").count()) >= 5);
    assert.ok((await page.locator("[data-suggestion]").count()) >= 1);
    assert.equal((await ask("/rights?limit=200")).items.length, before);
    await page.locator("[data-testid=try]").scrollIntoViewIfNeeded();
    await shot("right-try-zh");
    await basics(page);
    const [was] = /\d+/.exec(await page.innerText(".try-sum"));
    await page.locator("[data-suggestion] button").first().click();
    await page.click("[data-testid=try-start]");
    await page.waitForFunction((n) => document.querySelector("[data-testid=try]")?.dataset.state === "done" && document.querySelector(".try-sum .big") && Number(document.querySelector(".try-sum .big").textContent) < Number(n), was, { timeout: 180_000 });
  });

  await step("it is saved, and the next pass flags what the trial said", async () => {
    await page.click("[data-testid=right-save]");
    await page.waitForURL(/\/rights\/\d+$/);
    right = new URL(page.url()).pathname;
    await page.waitForSelector("[data-testid=documents] a");
    assert.match(await page.innerText("[data-testid=documents]"), /权利证书[\s\S]*注册证\.png/);
    assert.equal(await hand("after.jsonl", offers(100, 3)), 201); // a pass of work follows an import
    await page.reload();
    await page.waitForFunction(() => Number(document.querySelector("[data-number=found]")?.textContent.replace("+", "")) > 0);
    await shot("right-zh");
    await basics(page);
    await page.click("[data-number=found]");
    await page.waitForSelector(".ant-table-row");
    await page.goto(`${base}${right}?tab=tells`);
    await page.waitForSelector("[data-testid=tells]");
    assert.match(await page.innerText("[data-testid=tells]"), /烫金封签/);
    await basics(page);
  });

  await step("a change is a new version with its differences; a look at the register is recorded", async () => {
    await page.goto(`${base}${right}/edit`);
    await page.waitForSelector("#right-nicknames");
    await page.fill("#right-nicknames", "珂达");
    await page.click("[data-testid=right-save]");
    await page.waitForURL((url) => url.pathname === right);
    await page.click("[data-testid=right-status]");
    await page.click("#status");
    await page.locator(".ant-select-item-option").first().click();
    await page.click("#status-submit");
    await page.waitForSelector(".heading [data-standing=valid]");
    await page.goto(`${base}${right}?tab=versions`);
    await page.waitForSelector("[data-testid=versions] .diff");
    assert.match(await page.innerText("[data-testid=versions]"), /别称[\s\S]*珂达/);
    await shot("right-versions-zh");
    await basics(page);
    await page.goto(`${base}/rights/expiring`);
    await page.waitForSelector("[data-testid=expiring] li, .empty");
    await shot("rights-expiring-zh");
    await basics(page);
  });

  await step("many rights at once: what would be added, changed and refused is shown first", async () => {
    await page.goto(`${base}/rights`);
    await page.click("[data-testid=rights-import-open]");
    const rows = [{ id: "story-2", kind: "trademark", title: "珂罗兰朵", names: ["珂罗兰朵"] }, { id: "story-1", kind: "trademark", title: "珂罗兰达", names: ["珂罗兰达"] }, { id: "bad" }];
    await page.setInputFiles("#rights-file", { name: "rights.jsonl", mimeType: "text/plain", buffer: Buffer.from(rows.map((row) => JSON.stringify(row)).join("\n")) });
    await page.waitForSelector("[data-testid=rights-preview] [data-status=added]");
    assert.match(await page.innerText("[data-testid=rights-preview]"), /将新增 1、修改 1、不变 0、拒绝 1/);
    await shot("rights-import-zh");
    await basics(page);
    await page.keyboard.press("Escape");
    await page.waitForSelector("[data-testid=rights-preview]", { state: "detached" });
  });

  await step("sellers: the worst first, and one with its keys, links and record", async () => {
    await page.goto(`${base}/sellers`);
    await page.waitForSelector(".ant-table-row");
    await shot("sellers-zh");
    await basics(page);
    await page.fill("input.filter-seller", "夜市小店");
    await page.keyboard.press("Enter");
    await page.waitForURL(/q=/);
    await page.waitForFunction(() => [...document.querySelectorAll(".ant-table-row .title-link")].length > 0 && [...document.querySelectorAll(".ant-table-row .title-link")].every((link) => link.textContent.startsWith("夜市小店")));
    await page.locator(".ant-table-row .title-link").first().click();
    await page.waitForSelector("[data-testid=seller-history] li");
    assert.ok((await page.locator("[data-testid=seller-links] li").count()) >= 1, "a contact is shared");
    await shot("seller-zh");
    await basics(page);
  });

  await step("English, and at phone width nothing scrolls sideways", async () => {
    const seller = new URL(page.url()).pathname;
    await page.click("[data-testid=lang]");
    for (const [path, ready, name] of [[`${right}`, "[data-testid=right-numbers]", "right-en"], ["/rights/new", "[data-group=what]", "right-form-en"]]) {
      await page.goto(base + path);
      await page.waitForSelector(ready);
      await shot(name);
      await basics(page);
    }
    await page.setViewportSize({ width: 390, height: 844 });
    for (const [path, ready, name] of [[right, "[data-testid=right-numbers]", "right-phone"], ["/rights/new", "[data-group=what]", "right-form-phone"], [`${right}?tab=versions`, ".diff", null],
      ["/rights/expiring", ".page h1", null], [seller, "[data-testid=seller-history]", "seller-phone"]]) {
      await page.goto(base + path);
      await page.waitForSelector(ready);
      if (name) await shot(name);
      await noSidewaysScroll(page);
      await basics(page);
    }
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.click("[data-testid=lang]");
  });
}

// What a holder sees first, on a phone: its own rights in four numbers, each of which opens its rows.
export async function holderSees({ holder, step, base, shots }) {
  await step("a holder sees its rights in what was found, noticed, came down and came back", async () => {
    await holder.goto(`${base}/`);
    await holder.waitForURL(/\/holder$/);
    await holder.waitForSelector("[data-testid=holder-rights] li");
    await holder.screenshot({ path: `${shots}/holder-phone-zh.png`, fullPage: true });
    await noSidewaysScroll(holder);
    await basics(holder);
    await holder.locator("[data-number=noticed]").first().click();
    await holder.waitForSelector("[data-testid=rows-measures]");
    assert.equal(await holder.locator("main a[href^='/cases'], main a[href^='/notices'], main a[href^='/sellers']").count(), 0);
    await holder.screenshot({ path: `${shots}/holder-measures-phone-zh.png` });
    await noSidewaysScroll(holder);
    await basics(holder);
    await holder.setViewportSize({ width: 1440, height: 900 });
    await holder.goto(`${base}/holder`);
    await holder.waitForSelector("[data-testid=holder-rights] li");
    await holder.screenshot({ path: `${shots}/holder-zh.png` });
    await basics(holder);
    await holder.setViewportSize({ width: 390, height: 844 });
  }, holder);
}
