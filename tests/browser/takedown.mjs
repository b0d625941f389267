// A notice's whole life: drafted and mended by its author, given back and released by another, sent by hand, answered by the
// seller, withdrawn in two clicks; of another a complaint is filed.  Each person has a window of their own.
import assert from "node:assert/strict";
import { basics, noSidewaysScroll } from "./basics.mjs";

export const ask = (page, path) => page.evaluate((to) => fetch(`/api/v1${to}`).then((answer) => answer.json()), path);
export const picture = (name) => ({ name, mimeType: "application/pdf", buffer: Buffer.from(`%PDF-1.4\n% ${name}\n`) });
const idOf = (page) => new URL(page.url()).pathname.split("/").pop();

// Makes a case of a lead of `right` and drafts a notice that lacks its signature.  Answers the case's and the notice's paths.
export async function drafted({ officer, step, base, shots, right }) {
  const paths = {};
  await step("a case of a lead of the holder's right", async () => {
    const { items } = await ask(officer, `/flags?right=${right}&state=new,reopened&limit=100`);
    // Of a platform whose country is known: the law of the notice follows it.
    const known = new Set((await ask(officer, "/sources?limit=200")).items.filter((source) => source.region).map((source) => source.platform));
    const lead = items.find((row) => known.has(row.platform));
    assert.ok(lead, "the holder's right has leads on a platform of a known country");
    paths.flag = `/flags/${lead.id}`;
    await officer.goto(base + paths.flag);
    await officer.waitForSelector("[data-testid=case]");
    await officer.keyboard.press("c");
    await officer.waitForSelector("#case-submit");
    await officer.click("#case-submit");
    await officer.waitForURL(/\/cases\/\d+$/);
    paths.case = new URL(officer.url()).pathname;
  }, officer);
  await step("a draft without a signature says so, beside the linter's checklist", async () => {
    await officer.click("[data-testid=draft]");
    await officer.fill("#address", "哈尔滨市示例路 2 号");
    await officer.fill("#email", "ip@holder.example");
    await officer.fill("#phone", "+86 451 0000 0000");
    await officer.fill("#id_no", "91230000MA1B2C3D4E");
    await officer.setInputFiles("#proofs", picture("certificate.pdf"));
    await officer.waitForSelector(".draft .digest");
    await officer.click("[data-testid=draft-submit]");
    await officer.waitForSelector(".draft .missing li");
    await officer.keyboard.press("Escape");
    await officer.goto(base + paths.case);
    await officer.locator("#case-notices").waitFor();
    await officer.locator(".notice-row a").first().click();
    await officer.waitForURL(/\/notices\/\d+$/);
    paths.notice = new URL(officer.url()).pathname;
    await officer.waitForSelector("[data-testid=lint]");
    assert.match(await officer.locator(".heading").innerText(), /草稿/);
    await officer.screenshot({ path: `${shots}/notice-draft-zh.png`, fullPage: true });
    await basics(officer);
  }, officer);
  await step("its author mends it, and it waits for another person", async () => {
    await officer.click("[data-testid=act-edit]");
    await officer.waitForSelector("#edit-submit");
    await officer.locator(".draft input[id$='signer%2Fname']").fill("示例签署人");
    for (const box of await officer.locator(".draft .ant-checkbox-group input").all()) await box.check();
    await officer.screenshot({ path: `${shots}/notice-edit-zh.png` });
    await officer.click("#edit-submit");
    await officer.waitForSelector(".heading .state:has-text('待批准')");
    await officer.waitForSelector("[data-testid=lint]");
  }, officer);
  return paths;
}

export async function givenBackAndReleased({ officer, approver, step, base, shots, path }) {
  await step("the second person gives it back with a reason, and its author mends it", async () => {
    await approver.goto(base + path);
    await approver.waitForSelector("[data-testid=lint]");
    await approver.click("[data-testid=act-give_back]");
    await approver.click("#give_back-submit");
    await approver.waitForSelector(".ant-form-item-explain-error");
    await approver.fill("#reason", "the recipient's e-mail is missing");
    await approver.click("#give_back-submit");
    await approver.waitForSelector(".heading .state:has-text('Draft')");
    await officer.goto(base + path);
    await officer.click("[data-testid=act-edit]");
    await officer.locator(".draft input[id$='recipient%2Femail']").fill("notice@platform.example");
    await officer.click("#edit-submit");
    await officer.waitForSelector(".heading .state:has-text('待批准')");
    assert.match(await officer.locator("[data-testid=acts]").innerText(), /退回[\s\S]*the recipient's e-mail is missing/);
  }, approver);
  await step("the head reads the checklist and releases it with a reason", async () => {
    await approver.goto(base + path);
    await approver.click("[data-testid=act-release]");
    await approver.waitForSelector("#release-submit");
    if (await approver.locator("#reason").count()) await approver.fill("#reason", "compared with the published text today");
    await approver.screenshot({ path: `${shots}/notice-insist-en.png` });
    await approver.click("#release-submit");
    await approver.waitForSelector(".heading .state:has-text('Approved')");
  }, approver);
}

export async function sentByHand({ officer, step, base, shots, path }) {
  await step("sent by hand with the receipt as a file: the terms run, and its listings are watched", async () => {
    await officer.goto(base + path);
    await officer.click("[data-testid=act-send]");
    await officer.setInputFiles("#receipt-file", picture("receipt.pdf"));
    await officer.waitForSelector("[data-testid=receipt-file-kept]");
    await officer.fill("#receipt", "P-2026-0077");
    await officer.screenshot({ path: `${shots}/notice-receipt-zh.png` });
    await officer.click("#send-submit");
    await officer.waitForSelector(".heading .state:has-text('已发送')");
    await officer.waitForSelector("[data-testid=running-terms] .left");
    await officer.waitForSelector("[data-testid=measures] li");
    assert.match(await officer.locator("[data-testid=acts]").innerText(), /P-2026-0077[\s\S]*回执文件/);
    await officer.screenshot({ path: `${shots}/notice-follows-zh.png`, fullPage: true });
    await basics(officer);
  }, officer);
  await step("its terms stand in the list, soonest first, and in the month on their last day", async () => {
    const notice = idOf(officer);
    await officer.goto(`${base}/deadlines`);
    await officer.waitForSelector(".deadline-row");
    const { items } = await ask(officer, "/deadlines?limit=100");
    assert.deepEqual(items.map((one) => one.due), items.map((one) => one.due).sort());
    const mine = items.find((one) => one.subject?.id === notice);
    assert.ok(mine, "the notice's term is in the list");
    const told = await officer.locator(".deadline-row", { has: officer.locator(`a[href="/notices/${notice}"]`) }).first().innerText();
    for (const word of ["P-2026-0077", mine.about.right, mine.about.platform]) assert.ok(told.includes(word), `${told} names ${word}`);
    await officer.screenshot({ path: `${shots}/deadlines-zh.png` });
    await basics(officer);
    const day = mine.last_day ?? new Date(Date.parse(mine.due) + 8 * 3600_000 - 1).toISOString().slice(0, 10);
    await officer.goto(`${base}/deadlines/calendar?month=${day.slice(0, 7)}`);
    await officer.waitForSelector(".cal-day");
    await officer.locator(`[data-day="${day}"] summary`).click({ timeout: 500 }).catch(() => {});
    await officer.locator(`[data-day="${day}"] a[href="/notices/${notice}"]`).first().waitFor();
    assert.ok((await officer.locator(".cal-off").count()) >= 8, "days off are marked");
    await officer.screenshot({ path: `${shots}/calendar-zh.png` });
    await basics(officer);
    const month = await officer.locator("[data-testid=month]").innerText();
    await officer.keyboard.press("ArrowRight");
    await officer.waitForFunction((was) => document.querySelector("[data-testid=month]")?.textContent !== was, month);
    await officer.keyboard.press("ArrowLeft");
    await officer.waitForFunction((was) => document.querySelector("[data-testid=month]")?.textContent === was, month);
  }, officer);
}

// Answers the counter-notice's path.
export async function answeredBySeller({ officer, step, base, shots, path, from, statement }) {
  let counter;
  await step(`a counter-notice is recorded: ${from}`, async () => {
    await officer.goto(base + path);
    await officer.click("[data-testid=counter-record]");
    await officer.click("#counter-submit");
    await officer.waitForSelector(".ant-form-item-explain-error"); // not without who says what
    await officer.fill("#from", from);
    await officer.fill("#statement", statement);
    await officer.setInputFiles("#counter-document", picture("authorisation.pdf"));
    await officer.waitForSelector("[data-testid=counter-document-kept]");
    await officer.screenshot({ path: `${shots}/counter-record-zh.png` });
    await officer.click("#counter-submit");
    await officer.waitForURL(/\/counter-notices\/\d+$/);
    counter = new URL(officer.url()).pathname;
    await officer.waitForSelector("[data-testid=big-clock] .left");
    assert.match(await officer.locator("[data-testid=counter-statement]").innerText(), new RegExp(statement.slice(0, 6)));
    await officer.screenshot({ path: `${shots}/counter-zh.png` });
    await basics(officer);
  }, officer);
  return counter;
}

export async function countersOnTop({ officer, step, base, shots, counter }) {
  await step("it stands on top with the day by which it must be answered, and as a task", async () => {
    const id = counter.split("/").pop();
    await officer.goto(`${base}/takedown`);
    await officer.waitForSelector("[data-testid=counters-first] .left");
    await officer.screenshot({ path: `${shots}/takedown-counter-zh.png` });
    await basics(officer);
    await officer.goto(`${base}/counter-notices`);
    await officer.locator(`[data-testid=counter-waiting] [data-counter="${id}"]`).waitFor();
    await officer.screenshot({ path: `${shots}/counters-zh.png` });
    await basics(officer);
    await officer.goto(`${base}/tasks?kind=counter_notice`);
    await officer.locator(`a[href="${counter}"]`).first().waitFor();
    assert.match(await officer.locator("[data-testid=open-tasks]").first().innerText(), /^\d+\+?$/);
    await officer.screenshot({ path: `${shots}/tasks-zh.png` });
    await basics(officer);
  }, officer);
}

export async function withdrawnInTwoClicks({ officer, step, base, shots, counter, notice }) {
  await step("two clicks withdraw the notice", async () => {
    await officer.goto(base + counter);
    await officer.click("[data-testid=counter-withdraw]");
    await officer.click("#counter-withdraw-submit");
    await officer.waitForSelector(".heading .state:has-text('通知已撤回')");
    await officer.screenshot({ path: `${shots}/counter-withdrawn-zh.png` });
    await officer.goto(base + notice);
    await officer.waitForSelector(".heading .state:has-text('已撤回')");
    await officer.waitForSelector("[data-testid=measures] [data-state=dropped]");
  }, officer);
  await step("the platform must be told by hand: the task is settled with a note", async () => {
    await officer.goto(`${base}/tasks?kind=tell_withdrawal`);
    await officer.locator(`a[href="${notice}"]`).first().waitFor();
    const row = officer.locator(".ant-table-row", { has: officer.locator(`a[href="${notice}"]`) });
    await row.locator("[data-testid=task-done]").click();
    await officer.fill("#note", "已电话告知平台，经办人王女士");
    await officer.click("#task-submit");
    await row.waitFor({ state: "detached" });
    await officer.goto(`${base}/tasks?kind=tell_withdrawal&state=done`);
    await officer.waitForSelector("text=经办人王女士");
  }, officer);
}

export async function complaintFiled({ approver, officer, step, base, shots, counter }) {
  await step("the author cannot file; another person files a complaint with its proof", async () => {
    await officer.goto(base + counter);
    await officer.waitForSelector("[data-testid=counter-withdraw]");
    assert.equal(await officer.locator("[data-testid=counter-complain]").count(), 0);
    await approver.goto(base + counter);
    await approver.click("[data-testid=counter-complain]");
    await approver.fill("#number", "2026-T-118");
    await approver.click("#counter-complain-submit");
    await approver.waitForSelector(".ant-form-item-explain-error"); // not without its proof
    await approver.setInputFiles("#filing-proof", picture("filing.pdf"));
    await approver.waitForSelector("[data-testid=filing-proof-kept]");
    await approver.fill("#told", await approver.inputValue("#filed"));
    await approver.screenshot({ path: `${shots}/counter-file-en.png` });
    await approver.click("#counter-complain-submit");
    await approver.waitForSelector("[data-testid=filing]");
    assert.match(await approver.locator("[data-testid=filing]").innerText(), /Complaint filed[\s\S]*2026-T-118/);
    await approver.screenshot({ path: `${shots}/counter-filed-en-dark.png` });
    await basics(approver);
  }, approver);
}

export async function verification({ officer, step, base, shots }) {
  await step("verification: listings by state, each with its looks; a look is asked for", async () => {
    await officer.goto(`${base}/verify`);
    await officer.waitForSelector(".ant-table-row");
    await officer.screenshot({ path: `${shots}/verify-zh.png` });
    await basics(officer);
    const { items } = await ask(officer, "/measures?limit=100");
    const looked = items.find((one) => one.looks > 1) ?? items[0];
    await officer.goto(`${base}/verify/${looked.id}`);
    await officer.waitForSelector(looked.looks ? "[data-testid=looks]" : ".empty");
    await officer.screenshot({ path: `${shots}/measure-zh.png` });
    await basics(officer);
    await officer.click("[data-testid=measure-look]");
    await officer.click("#measure-look-submit");
    await officer.waitForSelector(".ant-message-notice");
    await officer.goto(`${base}/verify/relists`);
    await officer.waitForSelector(".relist, .empty");
    await officer.screenshot({ path: `${shots}/relists-zh.png` });
    await basics(officer);
    await officer.goto(`${base}/outbox`);
    await officer.waitForSelector("[data-testid=deliveries] .list-row, .empty");
    await officer.screenshot({ path: `${shots}/outbox-zh.png` });
    await basics(officer);
    await officer.goto(`${base}/outbox/connectors`);
    await officer.waitForSelector(".connector, .empty");
    await officer.screenshot({ path: `${shots}/connectors-zh.png` });
    await basics(officer);
  }, officer);
}

// Every page of it in English, and at phone width.
export async function bothWidths({ approver, step, base, shots, counter, notice, made }) {
  await step("the same pages in English, and none scrolls sideways on a phone", async () => {
    const pages = [["/takedown", ".queue-card"], ["/outbox", "[data-testid=deliveries] .list-row, .empty"], ["/counter-notices", "[data-counter]"], [counter, "[data-testid=big-clock]"],
      ["/verify", ".list-row"], ["/verify/relists", ".relist, .empty"], ["/deadlines", ".deadline-row, .empty"], ["/deadlines/calendar", ".cal-day"], ["/tasks", ".list-row, .empty"],
      ["/reports", "[data-testid=figures] section"], ["/identifications", "[data-identification]"], [notice, "[data-testid=acts]"], [`${made}?tab=timeline`, ".timeline li"],
      [`${made}?tab=procedure`, "[data-testid=clue]"], [`${made}?tab=documents`, "[data-form]"]];
    for (const [path, ready] of pages) {
      await approver.setViewportSize({ width: 1440, height: 900 });
      await approver.goto(base + path);
      await approver.waitForSelector(ready);
      assert.doesNotMatch(await approver.locator(".nav-wide").innerText(), /[\u4e00-\u9fff]/);
      await basics(approver);
      await approver.setViewportSize({ width: 390, height: 844 });
      await approver.waitForSelector(ready, { state: "attached" });
      await noSidewaysScroll(approver);
      await approver.screenshot({ path: `${shots}/phone${path.replace(/\/\d+/, "-one").replace(/\?tab=/, "-").replaceAll("/", "-")}.png` });
    }
    await approver.click("[data-testid=pages]");
    await approver.getByRole("menuitem", { name: "Deadlines" }).waitFor();
    await approver.waitForTimeout(300); // the menu opens
    await approver.screenshot({ path: `${shots}/phone-menu.png` });
    await approver.keyboard.press("Escape");
    await approver.setViewportSize({ width: 1440, height: 900 });
  }, approver);
}
