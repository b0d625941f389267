import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { chromium } from "playwright-core";
import { queries } from "./queries.mjs";
import { watching } from "./watching.mjs";
const [link] = process.argv.slice(2);
const base = new URL(link).origin;
const shots = "/tmp/h4y/shots"; mkdirSync(shots, { recursive: true });
const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });
const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: "zh-CN", timezoneId: "America/New_York", colorScheme: "light" });
const page = await context.newPage();
page.setDefaultTimeout(40_000);
page.on("pageerror", (e) => console.log("page error", e.message));
page.on("console", (m) => { if (["error","warning"].includes(m.type())) console.log(m.type(), m.text()); });
async function shot(name) { await page.mouse.move(0, 0); await page.waitForSelector(".ant-message-notice", { state: "detached" }); await page.waitForTimeout(300); await page.screenshot({ path: `${shots}/${name}.png`, fullPage: true }); }
async function step(name, act) { try { await act(); console.log("ok  ", name); } catch (e) { console.log("FAIL", name, e.message, e.stack); await page.screenshot({ path: `${shots}/failed.png`, fullPage: true }); await browser.close(); process.exit(1); } }
await page.goto(link); await page.waitForSelector(".ant-table-row");
await queries({ page, base, step, shot });
await browser.close();
