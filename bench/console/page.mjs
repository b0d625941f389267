// First pages in Chromium with nothing cached: from the start of the navigation to the frame with rows, or with the lead, and the bytes that came.
//   node page.mjs URL CODES ROUNDS RESULT    CODES: one-time sign-in codes, ROUNDS of them
// RESULT gets a line a figure: name, median, lowest, highest.
import { appendFileSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";

const { chromium } = createRequire(new URL("../../tests/browser/package.json", import.meta.url))("playwright-core");
const [base, codeFile, rounds, result] = process.argv.slice(2);
const codes = readFileSync(codeFile, "utf8").split("\n").filter(Boolean);

// Runs in the page before its own scripts: when what is waited for was painted.
function watch(selector) {
  const look = new MutationObserver(() => {
    if (!document.querySelector(selector)) return;
    look.disconnect();
    requestAnimationFrame(() => requestAnimationFrame(() => (window.paintedAt = performance.now())));
  });
  look.observe(document, { childList: true, subtree: true });
}

// A new context has an empty cache.
async function open(browser, address, selector, cookies = []) {
  const context = await browser.newContext({ locale: "zh-CN", viewport: { width: 1440, height: 900 } });
  await context.addCookies(cookies);
  const page = await context.newPage();
  const network = await context.newCDPSession(page);
  await network.send("Network.enable");
  const kinds = new Map();
  const bytes = { files: 0, answers: 0, pictures: 0 };
  network.on("Network.responseReceived", ({ requestId, type }) => kinds.set(requestId, type));
  network.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    const type = kinds.get(requestId);
    bytes[type === "Image" ? "pictures" : type === "Fetch" || type === "XHR" ? "answers" : "files"] += encodedDataLength;
  });
  await page.addInitScript(watch, selector);
  await page.goto(address);
  await page.waitForFunction(() => window.paintedAt !== undefined, null, { timeout: 60_000 });
  const ms = await page.evaluate(() => window.paintedAt);
  await page.waitForTimeout(1_000); // what comes right after it is part of the first load too
  const lead = await page.evaluate(() => document.querySelector(".ant-table-row")?.getAttribute("data-row-key") ?? null);
  const left = await context.cookies();
  await context.close();
  return { ms, bytes, lead, cookies: left };
}

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox"] });
const figures = new Map();
const note = (name, value) => figures.set(name, [...(figures.get(name) ?? []), value]);
for (let round = 0; round < Number(rounds); ++round) {
  const first = await open(browser, `${base}/#code=${codes[round]}`, ".ant-table-row");
  note("sign-in by link to the queue's rows, ms", first.ms);
  note("first load: files, kB", first.bytes.files / 1000);
  note("first load: answers of the API, kB", first.bytes.answers / 1000);
  note("first load: pictures, kB", first.bytes.pictures / 1000);
  const queue = await open(browser, `${base}/flags`, ".ant-table-row", first.cookies);
  note("the queue's rows, signed in, ms", queue.ms);
  const lead = await open(browser, `${base}/flags/${queue.lead}`, ".flagcols", first.cookies);
  note("a lead's page, ms", lead.ms);
  note("a lead's page: files, kB", lead.bytes.files / 1000);
}
await browser.close();
for (const [name, values] of figures) {
  values.sort((a, b) => a - b);
  appendFileSync(result, `${name}\t${values[Math.floor(values.length / 2)].toFixed(0)}\t${values[0].toFixed(0)}\t${values.at(-1).toFixed(0)}\n`);
}
