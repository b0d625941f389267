// The console's story in a real browser: an officer signs in by a one-time link, walks the queue, dismisses
// one lead with a reason, makes a case of another, drafts a notice and reads it, in Chinese and English.
//
//   node story.mjs OFFICER_LINK [APPROVER_LINK [ADMINISTRATOR_LINK [HOLDER_LINK]]]
//
// OFFICER_LINK is what `markwarden demo` prints: http://127.0.0.1:8080/#code=...
// SHOTS names the folder that takes the screenshots; CHROMIUM the browser.  STORY is "desk" (leads, evidence, rights, rules, goods),
// "takedown" (from a lead's case to what became of its notice, the log, people, access), each a story of its own; "both", one after the
// other on one store, as without it; "whole": both, every page in every dress, and every text that would run in a careless page.
import assert from "node:assert/strict";
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { chromium } from "playwright-core";
import { aliases } from "./aliases.mjs";
import * as acts from "./acts.mjs";
import { accessible } from "./axe.mjs";
import { basics } from "./basics.mjs";
import { evidence } from "./evidence.mjs";
import { flags, secondPerson } from "./flag.mjs";
import { goods, goodsInForce } from "./goods.mjs";
import { identified, procedure } from "./identification.mjs";
import { imports } from "./imports.mjs";
import { importStates } from "./importstates.mjs";
import { log } from "./log.mjs";
import { notReleasedByItsAuthor, released, sent, withdrawn } from "./notices.mjs";
import { hostile } from "./payloads.mjs";
import { people } from "./people.mjs";
import { comparePictures } from "./pictures.mjs";
import { sharedQueue } from "./queue.mjs";
import { reports } from "./reports.mjs";
import { holderSees, rights } from "./rights.mjs";
import { queries } from "./queries.mjs";
import { similar } from "./similar.mjs";
import * as takedown from "./takedown.mjs";
import { rulesInForce, watching } from "./watching.mjs";
import { contentWorkers } from "./workers.mjs";

const [officerLink, approverLink, administratorLink, holderLink] = process.argv.slice(2);
if (!officerLink) {
  console.error("usage: node story.mjs OFFICER_LINK [APPROVER_LINK [ADMINISTRATOR_LINK [HOLDER_LINK]]]");
  process.exit(2);
}
const base = new URL(officerLink).origin;
const told = process.env.STORY ?? "both";
assert.ok(["desk", "takedown", "both", "whole"].includes(told), `STORY=${told}`);
const atDesk = told !== "takedown";
const inTakedown = told !== "desk";
const whole = told === "whole";
const shots = process.env.SHOTS ?? "shots";
const shotsKept = process.env.SHOTS_KEPT !== "no"; // run.sh's own folder ends with it
mkdirSync(shots, { recursive: true });

// No sandbox of the browser's own: it runs as root in test containers and sees our own console alone.
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu"] });
const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: "zh-CN", timezoneId: "America/New_York", colorScheme: "light" });
const page = await context.newPage();
page.setDefaultTimeout(20_000);

// Nothing may break, and the content security policy may stop nothing of ours.
const troubles = [];
page.on("pageerror", (error) => troubles.push(`page error: ${error.message}`));
page.on("console", (message) => {
  if (message.type() !== "error" && message.type() !== "warning") return;
  if (/status of (401|403|400|404|409|422|503)/.test(message.text())) return; // the API's own answers
  if (/net::ERR_CONNECTION_RESET/.test(message.text())) return; // a connection that the story cuts
  troubles.push(`${message.type()}: ${message.text()}`);
});
// The last requests of this window, for a step that fails.
const asked = [];
const keep = (line) => {
  asked.push(`${(performance.now() / 1000).toFixed(1)} s ${line}`);
  if (asked.length > 12) asked.shift();
};
page.on("request", (request) => request.url().includes("/api/") && keep(`asks ${request.method()} ${new URL(request.url()).pathname}`));
page.on("response", (response) => response.url().includes("/api/") && keep(`${response.status()} ${new URL(response.url()).pathname}`));
// No request may leave for another place.
page.on("request", (request) => {
  const url = new URL(request.url());
  if (url.origin !== base && url.protocol !== "data:" && url.protocol !== "blob:") troubles.push(`request to ${url.origin}`);
});

let shotNumber = 0;
async function shot(name) {
  ++shotNumber;
  if (!shotsKept) return;
  await page.evaluate(() => document.fonts.ready);
  await page.waitForFunction(() =>
    // Pictures below the fold load when they are scrolled to.
    [...document.images].every((image) => image.complete || image.getBoundingClientRect().top > window.innerHeight),
  );
  await page.mouse.move(0, 0); // no row is lit by where the pointer happens to be
  await page.waitForSelector(".ant-message-notice", { state: "detached" });
  await page.waitForTimeout(300); // transitions of the components
  await page.screenshot({ path: `${shots}/${name}.png` });
}
const at = (path) => page.waitForURL((url) => path.test(url.pathname));
const text = (selector) => page.locator(selector).innerText();
// `window`: in whose it is told.
async function step(name, act, window = page) {
  const begun = performance.now();
  try {
    await act();
    console.log(`ok   ${name} (${((performance.now() - begun) / 1000).toFixed(1)} s)`);
  } catch (error) {
    await window.screenshot({ path: `${shots}/failed.png` }).catch(() => {});
    console.error(`FAIL ${name}: ${error.message}\n     at ${window.url()}`);
    // What the page itself says is wrong, and what was asked last.
    for (const said of await window.locator("[role=alert]").allInnerTexts().catch(() => [])) console.error(`     said: ${said}`);
    for (const line of asked) console.error(`     ${line}`);
    for (const trouble of troubles) console.error(`     ${trouble}`);
    await browser.close();
    process.exit(1);
  }
}

// What is told of the desk alone.
const deskStep = async (name, act) => {
  if (atDesk) await step(name, act);
};

await step("a stranger sees the sign-in page only", async () => {
  await page.goto(`${base}/flags`);
  await page.waitForSelector("[data-testid=submit]");
  await shot("sign-in");
});

await step("a wrong password is refused in words", async () => {
  await page.fill("#login", "nobody");
  await page.fill("#password", "certainly not this one");
  await page.click("[data-testid=submit]");
  await page.waitForSelector("[role=alert]");
});

await step("the one-time link signs in and leaves the address", async () => {
  await page.goto(officerLink);
  await page.waitForSelector(".ant-table-row");
  assert.equal(new URL(page.url()).hash, "");
});

await deskStep("the queue is sorted by priority, says why, and is in Chinese", async () => {
  assert.equal(await page.getAttribute("html", "lang"), "zh-CN");
  const points = (await page.locator(".ant-table-row .priority").allInnerTexts()).map(Number);
  assert.ok(points.length >= 3, "a demo has leads");
  assert.deepEqual(points, [...points].sort((a, b) => b - a));
  assert.ok((await page.locator(".ant-table-row .tag").count()) >= points.length);
  await shot("queue-zh");
});

await deskStep("filters live in the address", async () => {
  await page.goto(`${base}/flags?min_db=25`);
  await page.waitForSelector(".ant-table-row, .empty");
  for (const weight of await page.locator(".ant-table-row .weight .num").allInnerTexts()) assert.ok(Number(weight) >= 25);
  await page.goto(`${base}/flags`);
  await page.waitForSelector(".ant-table-row");
});

await step("J, K and Enter open a lead with marked text and both pictures", async () => {
  await page.keyboard.press("j");
  await page.keyboard.press("k");
  // The first lead whose name is disguised, with a copied picture besides when there is one.
  const picked = await page.locator(".ant-table-row").evaluateAll((rows) => {
    const texts = rows.map((row) => row.textContent ?? "");
    const named = /变形写法|形似|同音/;
    const both = texts.findIndex((words) => named.test(words) && /图片复制/.test(words));
    return both >= 0 ? both : Math.max(0, texts.findIndex((words) => named.test(words)));
  });
  for (let i = 0; i < picked; ++i) await page.keyboard.press("j");
  await page.keyboard.press("Enter");
  await at(/^\/flags\/\d+$/);
  await page.waitForSelector(".flagcols");
  assert.ok((await page.locator("mark.hit").count()) > 0, "the matched span is marked");
  await page.waitForFunction(() => {
    const pictures = [...document.querySelectorAll(".picture img")];
    return pictures.length >= 2 && pictures.every((image) => image.complete && image.naturalWidth > 0);
  });
  assert.ok((await page.locator(".reasons li").count()) > 0);
  await shot("flag-zh");
});

await deskStep("the mark stands where the matcher says, counted in bytes", async () => {
  const id = await page.getAttribute(".flagpage", "data-flag");
  const flag = await page.evaluate((path) => fetch(path).then((answer) => answer.json()), `/api/v1/flags/${id}`);
  const signal = flag.hits[0].result.signals.find((one) => one.field === "title" && one.span && one.matched);
  if (!signal) return;
  const bytes = Buffer.from(flag.listing.title, "utf8").subarray(signal.span[0], signal.span[1]).toString("utf8");
  const marked = (await page.locator("[data-testid=listing-title] mark.hit").allTextContents()).join("");
  assert.ok(marked.includes(bytes), `"${marked}" holds "${bytes}"`);
});

await deskStep("the page as a browser showed it is sealed and opens in full", async () => {
  const here = await page.getAttribute(".flagpage", "data-flag");
  const shown = await page.evaluate(async () => {
    const json = (path) => fetch(`/api/v1${path}`).then((answer) => answer.json());
    for (const row of (await json("/flags?state=any&sort=db&limit=50")).items) {
      const renders = await json(`/flags/${row.id}/renders`);
      if (!renders.available) return { why: renders.why };
      if (renders.items.some((render) => render.screenshot)) return { flag: row.id };
    }
    return {};
  });
  if (shown.why) {
    console.log(`     no screenshots here: ${shown.why}`);
    return;
  }
  assert.ok(shown.flag, "one of the strongest leads has its screenshot");
  await page.goto(`${base}/flags/${shown.flag}`);
  await page.locator("[data-testid=screenshot] img").scrollIntoViewIfNeeded();
  await page.waitForFunction(() => {
    const image = document.querySelector("[data-testid=screenshot] img");
    return image && image.complete && image.naturalWidth === 1280 && image.naturalHeight >= 900 / 2;
  });
  assert.match(await text("[data-testid=screenshot-seal]"), /已封存/);
  const opened = await page.evaluate(async () => {
    const answer = await fetch(document.querySelector("[data-testid=screenshot]").href);
    return { type: answer.headers.get("content-type"), bytes: (await answer.arrayBuffer()).byteLength };
  });
  assert.equal(opened.type, "image/png");
  assert.ok(opened.bytes > 1000);
  await shot("flag-screenshot-zh");
  await page.goto(`${base}/flags/${here}`);
  await page.waitForSelector(".flagcols");
});

await deskStep("the seal opens, and a replay of the match is identical", async () => {
  await page.click(".strip-end button");
  await page.waitForSelector(".strip-end .state-green");
});

await deskStep("the certificate of the match is taken along, and a stranger's program finds nothing wrong in it", async () => {
  const [download] = await Promise.all([page.waitForEvent("download"), page.click("[data-testid=certificate]")]);
  assert.match(download.suggestedFilename(), /^match-\d+\.json$/);
  const file = `${shots}/match.json`;
  await download.saveAs(file);
  const certificate = JSON.parse(readFileSync(file, "utf8"));
  assert.equal(certificate.flag, await page.getAttribute(".flagpage", "data-flag"));
  assert.ok(certificate.signals.length > 0 && certificate.signals.every((signal) => signal.proof));
  const verified = await promisify(execFile)("/usr/bin/python3", [new URL("../../matcher/verify_match.py", import.meta.url).pathname, file]).catch((error) => error);
  assert.ok([0, 4].includes(verified.code ?? 0), `${verified.stdout}${verified.stderr}`); // 4: a picture is not compared from it
  assert.match(verified.stdout, /holds .* the sum/);
  rmSync(file);
});

await deskStep("D, a digit and Enter dismiss and go on; Z takes it back", async () => {
  const first = await page.getAttribute(".flagpage", "data-flag");
  await page.keyboard.press("d");
  await page.keyboard.press("6");
  await shot("flag-dismiss-zh");
  await page.keyboard.press("Enter");
  await page.waitForFunction((id) => document.querySelector(".flagpage")?.getAttribute("data-flag") !== id, first);
  const state = (id) => page.evaluate((path) => fetch(path).then((answer) => answer.json()), `/api/v1/flags/${id}`).then((flag) => flag.state);
  assert.equal(await state(first), "dismissed");
  await page.keyboard.press("z");
  await page.waitForFunction((id) => document.querySelector(".flagpage")?.getAttribute("data-flag") === id, first);
  await page.waitForSelector(".decision");
  assert.equal(await state(first), "new", "what it was before");
});

await deskStep("keys are left alone in text fields", async () => {
  const before = page.url();
  await page.keyboard.press("d");
  await page.getByRole("radio").nth(8).click();
  await page.keyboard.type("jkjk cs");
  assert.equal(page.url(), before);
  await page.keyboard.press("Escape");
  await page.keyboard.press("Escape");
});

await step("C makes a case of a lead, with the reasons to keep or change", async () => {
  await page.waitForSelector("[data-testid=case]");
  await page.keyboard.press("c");
  await page.waitForSelector("#case-submit");
  assert.ok((await page.inputValue("#reason")).length > 5);
  await page.click("#case-submit");
  await at(/^\/cases\/\d+$/);
  await page.waitForSelector("[data-testid=draft]");
  await shot("case-zh");
});

await step("a notice says what it lacks, then is complete", async () => {
  await page.click("[data-testid=draft]");
  await page.click("[data-testid=draft-submit]");
  await page.waitForSelector(".missing li");
  await shot("notice-missing-zh");
  await page.fill("#address", "哈尔滨市示例路 1 号");
  await page.fill("#email", "ip@holder.example");
  await page.fill("#phone", "+86 451 0000 0000");
  await page.fill("#id_no", "91230000MA1B2C3D4E");
  await page.fill("#signer", "示例签署人");
  await page.setInputFiles("#proofs", { name: "certificate.pdf", mimeType: "application/pdf", buffer: Buffer.from("a certificate") });
  await page.waitForSelector(".draft .digest");
  for (const box of await page.locator("#declared input[type=checkbox], .draft .ant-checkbox-group input").all()) await box.check();
  await page.click("[data-testid=draft-submit]");
  await page.waitForSelector("[data-testid=to-preview]");
});

await step("the notice is read as it would go out, and offered as PDF", async () => {
  await page.click("[data-testid=to-preview]");
  await at(/^\/notices\/\d+$/);
  const frame = page.frameLocator("[data-testid=preview]");
  await frame.locator("body").waitFor();
  assert.ok((await frame.locator("body").innerText()).length > 200);
  await shot("notice-zh");
  const pdf = await page.request.get(new URL(await page.getAttribute("[data-testid=pdf]", "href"), base).href);
  assert.equal(pdf.status(), 200);
  assert.equal((await pdf.body()).subarray(0, 5).toString(), "%PDF-");
  assert.match(pdf.headers()["content-disposition"], /attachment/);
});

await step("each of the notice's terms is counted from what starts it", async () => {
  assert.doesNotMatch(await text("[data-testid=term-statement-wait]"), /截止于/, "no statement has arrived");
  await page.fill("#start-counter", "2026-09-20T10:00");
  await page.waitForFunction(() => document.querySelector("[data-testid=term-statement-wait]")?.textContent.includes("2026-10-08 24:00"));
  assert.match(await text("[data-testid=term-statement-wait]"), /第四十三条[\s\S]*15 日[\s\S]*顺延/);
  await page.fill("#start-counter", "2030-12-20T10:00");
  await page.waitForFunction(() => document.querySelector("[data-testid=term-statement-wait]")?.textContent.includes("2031-01-04 24:00"));
  assert.match(await text("[data-testid=term-statement-wait]"), /尚未公布/);
  await shot("notice-terms-zh");
  await page.fill("#start-counter", "");
  await page.waitForFunction(() => !document.querySelector("[data-testid=term-statement-wait]")?.textContent.includes("截止于"));
});

const noticePath = await notReleasedByItsAuthor({ page, step });

await step("the notice lies in its platform's takedown queue", async () => {
  await page.goto(`${base}/takedown`);
  await page.waitForSelector(".queue-card");
  await page.waitForSelector(".ant-table-row");
  await shot("takedown-zh");
});

await deskStep("every other page opens", async () => {
  for (const [path, ready] of [["/rights", ".ant-table-row"], ["/watches", ".ant-table-row"], ["/cases", ".ant-table-row"], ["/crawl", ".funnel"]]) {
    await page.goto(base + path);
    await page.waitForSelector(ready);
    await shot(`${path.slice(1)}-zh`);
  }
});

const within = { page, base, context, step, shot };
if (atDesk) {
  for (const part of [sharedQueue, comparePictures, flags, contentWorkers, imports, importStates, evidence, rights, similar, queries, watching, goods]) await part(within);
}

await step("English, dark", async () => {
  await page.goto(`${base}/flags`);
  await page.waitForSelector(".ant-table-row");
  await page.click("[data-testid=lang]");
  await page.waitForFunction(() => document.documentElement.lang === "en");
  assert.match(await text("h1"), /Leads/);
  await shot("queue-en");
  await page.click("[data-testid=theme]");
  await page.locator(".ant-table-row .title-link").nth(1).click();
  await page.waitForSelector(".flagcols");
  assert.doesNotMatch(await text(".why h2"), /[\u4e00-\u9fff]/);
  await shot("flag-en-dark");
  await page.goto(`${base}/crawl`);
  await page.waitForSelector(".funnel");
  await shot("crawl-en-dark");
  await page.goto(`${base}/workers`);
  await page.waitForSelector(".process");
  assert.match(await text("[data-testid=workers-said]"), /pages read/);
  await shot("workers-en-dark");
  await basics(page);
});

await deskStep("what was handed in, in English", async () => {
  await page.goto(`${base}/imports`);
  await page.click("[data-testid=import-add]");
  await page.waitForSelector("#import-file", { state: "attached" });
  assert.doesNotMatch(await text(".ant-drawer"), /[\u4e00-\u9fff]/);
  await page.keyboard.press("Escape");
  await page.waitForSelector(".ant-drawer", { state: "detached" });
  await page.locator(".ant-table-row .title-link").last().click();
  await page.waitForSelector(".refusals .ant-table-row");
  assert.match(await text("[data-testid=import-said]"), /records dealt with/);
  await shot("import-en-dark");
  await basics(page);
});

await deskStep("a lead at phone width has no sideways scroll", async () => {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto(`${base}/flags`);
  await page.locator(".ant-table-row .title-link").first().click();
  await page.waitForSelector(".flagcols");
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  assert.ok(wide <= 0, `${wide} pixels too wide`);
  await shot("flag-phone");
  await page.setViewportSize({ width: 1440, height: 900 });
});

// A window of one person's own, in Chinese.
async function windowOf(storageState, viewport = { width: 1440, height: 900 }, more = {}) {
  const own = await (await browser.newContext({ viewport, locale: "zh-CN", timezoneId: "America/New_York", storageState, ...more })).newPage();
  own.setDefaultTimeout(20_000);
  own.on("pageerror", (error) => troubles.push(`page error: ${error.message}`));
  return own;
}

// One turn of the program's own work; none where the story has links alone.
const { PROGRAM, STORE } = process.env;
const run = promisify(execFile);
const work = PROGRAM && STORE ? () => run(PROGRAM, ["--store", STORE, "work", "--renders", "0", "--looks", "4"]) : null;
// The program by another person than the administrator, who gives out the code to sign in with.
const program = PROGRAM && STORE
  ? async (words, login) => {
      const env = { ...process.env, XDG_CONFIG_HOME: `${process.env.XDG_CONFIG_HOME}-${login}` };
      const { stdout: code } = await run(PROGRAM, ["--store", STORE, "account", "code", login]);
      await run(PROGRAM, ["--store", STORE, "account", "login", "--code", code.trim()], { env });
      return run(PROGRAM, ["--store", STORE, ...words], { env });
    }
  : null;

// Another person: the fragment alone changes.
async function signInBy(link) {
  await context.clearCookies();
  await page.goto(`${base}/`);
  await page.waitForSelector("[data-testid=submit]");
  await page.goto(link);
  await page.waitForSelector(".topbar");
}

// Whoever signed in, for the parts that need all of them.
const signedIn = { officer: await context.storageState() };
if (approverLink) {
  await step("the approver reads the log and a proof holds", async () => {
    await signInBy(approverLink);
    signedIn.approver = await context.storageState();
    await page.goto(`${base}/events`);
    await page.waitForSelector(".ant-table-row");
    await page.locator(".ant-table-row .prove").last().click();
    await at(/^\/events\/\d+$/);
    await page.waitForSelector("[data-testid=proof-said].alert-green");
    await shot("log-en-dark");
  });
  if (atDesk) {
    for (const part of [secondPerson, rulesInForce, goodsInForce]) await part(within);
  }
  const officer = await windowOf({ cookies: signedIn.officer.cookies, origins: [] });
  const withOfficer = { officer, approver: page, step, base, shots };
  if (atDesk) await aliases(withOfficer);
  if (inTakedown) {
    await released({ page, step, shot, base, path: noticePath });
    await sent({ page: officer, step, base, path: noticePath, shots });
    const objected = await takedown.answeredBySeller({ ...withOfficer, path: noticePath, from: "星河小店", statement: "该商品由权利人授权销售，附授权书。" });
    await takedown.complaintFiled({ ...withOfficer, counter: objected });
    await withdrawn({ page: officer, step, base, path: noticePath });
  }
  if (inTakedown && holderLink) {
    const holder = await windowOf({ cookies: [], origins: [] }, { width: 390, height: 844 });
    await holder.goto(holderLink);
    await holder.waitForSelector(".topbar");
    signedIn.holder = await holder.context().storageState();
    await holderSees({ holder, step, base, shots });
    const { rights: held } = await takedown.ask(holder, "/session");
    const { flag, case: made, notice } = await takedown.drafted({ ...withOfficer, right: held[0] });
    await identified({ ...withOfficer, holder, flag, made });
    await takedown.givenBackAndReleased({ ...withOfficer, path: notice });
    await takedown.sentByHand({ ...withOfficer, path: notice });
    const counter = await takedown.answeredBySeller({ ...withOfficer, path: notice, from: "北国商行", statement: "我店所售为正品，有进货凭证。" });
    await takedown.countersOnTop({ ...withOfficer, counter });
    await takedown.withdrawnInTwoClicks({ ...withOfficer, counter, notice });
    await takedown.verification(withOfficer);
    await procedure({ ...withOfficer, made });
    await acts.handOver({ ...withOfficer, made });
    await acts.caseEnds(withOfficer);
    await acts.measures(withOfficer);
    await acts.objections(withOfficer);
    await acts.outbox({ ...withOfficer, work });
    await acts.lists(withOfficer);
    await reports(withOfficer);
    await takedown.bothWidths({ ...withOfficer, counter, notice, made });
    await holder.context().close();
  }
  await officer.context().close();
}
if (inTakedown && administratorLink) {
  await signInBy(administratorLink);
  signedIn.administrator = await context.storageState();
  await log(within);
  const officer = await windowOf({ cookies: signedIn.officer.cookies, origins: [] });
  await people({ ...within, officer, fresh: (viewport) => windowOf({ cookies: [], origins: [] }, viewport), shots });
  await officer.context().close();
}

if (signedIn.approver && signedIn.holder && signedIn.administrator) {
  await accessible({ windowOf, people: signedIn, base, step, shots, whole });
  if (whole) await hostile({ browser, people: signedIn, base, step, program, shots });
}

await step("signing out ends the session, and the browser keeps its choices and is still known", async () => {
  await page.goto(`${base}/account`); // whatever the last part left open
  await page.waitForSelector(".topbar");
  await page.evaluate(() => localStorage.setItem("left", "of a case"));
  await page.click(".account");
  await page.getByRole("menuitem", { name: /Sign out/ }).click();
  await page.waitForSelector("[data-testid=submit]");
  await page.reload();
  await page.waitForSelector("[data-testid=submit]");
  assert.equal(await page.getAttribute("html", "lang"), "en");
  assert.equal(await page.evaluate(() => localStorage.getItem("left")), null, "Clear-Site-Data");
  assert.deepEqual((await page.context().cookies(base)).map((one) => one.name), ["markwarden_device"]);
  const answer = await page.request.get(`${base}/api/v1/session`);
  assert.equal(answer.status(), 401);
});

await step("nothing broke on the way", async () => assert.deepEqual(troubles, []));

await browser.close();
console.log(`story told, ${shotNumber} pictures in ${shots}`);
