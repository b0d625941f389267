// The officer asks, the holder answers on a phone; then the bureau's own procedure, and the case as a whole.
import assert from "node:assert/strict";
import { basics, noSidewaysScroll } from "./basics.mjs";

export async function identified({ officer, holder, step, base, shots, flag, made }) {
  let path;
  await step("I asks the right's holder, with the pictures chosen", async () => {
    await officer.goto(base + flag);
    await officer.waitForSelector("[data-testid=identify]:not([disabled])");
    await officer.keyboard.press("i");
    await officer.waitForSelector("#identify-submit");
    await officer.waitForFunction(() => [...document.querySelectorAll(".pick img")].every((image) => image.complete));
    await officer.screenshot({ path: `${shots}/identify-ask-zh.png` });
    await officer.fill("#question", "请看标签与缝线：图片中的商品是否为正品？");
    await officer.click("#identify-submit");
    await officer.waitForURL(/\/identifications\/\d+$/);
    path = new URL(officer.url()).pathname;
    await officer.waitForSelector(".heading .left");
    await basics(officer);
  }, officer);
  await step("the holder finds the question on a phone, with large pictures and nothing of the case", async () => {
    await holder.goto(`${base}/identifications`);
    await holder.locator(`a[href="${path}"]`).waitFor();
    await holder.screenshot({ path: `${shots}/identify-list-phone-zh.png` });
    await noSidewaysScroll(holder);
    await basics(holder);
    await holder.click(`a[href="${path}"]`);
    await holder.waitForSelector("[data-verdict=fake]");
    await holder.waitForFunction(() => [...document.querySelectorAll(".look-pictures img")].every((image) => image.complete && image.naturalWidth > 0));
    for (const image of await holder.locator(".look-pictures img").all()) assert.ok((await image.boundingBox()).width >= 300, "a picture fills the phone");
    assert.equal(await holder.locator("main a[href^='/cases'], main a[href^='/flags']").count(), 0);
    await holder.screenshot({ path: `${shots}/identify-answer-phone-zh.png`, fullPage: true });
    await noSidewaysScroll(holder);
    await basics(holder);
  }, holder);
  await step("the holder answers once and signs; the statement is shown and can be taken", async () => {
    await holder.click("#answer-submit");
    await holder.waitForSelector("[role=alert]"); // not without an answer
    await holder.click("[data-verdict=fake]");
    await holder.fill("#reasons", "缝线与正品不同，标签没有批号。");
    await holder.fill("#signer", "赵某某");
    await holder.fill("#position", "品牌保护经理");
    await holder.click("#answer-submit");
    await holder.waitForSelector("[data-testid=answered]");
    await holder.waitForFunction(() => document.querySelector("[data-testid=statement]")?.textContent.includes("赵某某"));
    await holder.screenshot({ path: `${shots}/identify-signed-phone-zh.png`, fullPage: true });
    await noSidewaysScroll(holder);
    await basics(holder);
    const [taken] = await Promise.all([holder.waitForEvent("download"), holder.click("[data-testid=statement-take]")]);
    assert.match(taken.suggestedFilename(), /^identification-\d+\.txt$/);
    const answer = await holder.request.get(`${base}/api/v1${path}/statement`);
    assert.match(answer.headers()["content-disposition"] ?? "", /attachment/);
  }, holder);
  await step("the officer reads the answer in the case", async () => {
    await officer.goto(`${base}${made}?tab=identification`);
    await officer.waitForSelector("[data-testid=identifications] [data-state=answered]");
    assert.match(await officer.locator("[data-testid=identifications]").innerText(), /不是正品/);
    await officer.goto(base + path);
    await officer.waitForSelector("[data-testid=answered]");
    await officer.screenshot({ path: `${shots}/identify-answered-zh.png`, fullPage: true });
    await basics(officer);
  }, officer);
}

export async function procedure({ officer, step, base, shots, made }) {
  await step("a clue is opened and filed by two officers; its terms run", async () => {
    await officer.goto(`${base}${made}?tab=procedure`);
    await officer.click("[data-testid=clue-open]");
    await officer.click("#clue-open-submit");
    await officer.waitForSelector("[data-testid=clue][data-state=clue]");
    await officer.waitForSelector("[data-testid=clue] .left");
    await officer.click("[data-testid=clue-file]");
    await officer.click("#clue-file-submit");
    await officer.waitForSelector(".ant-form-item-explain-error"); // two must act
    await officer.fill("#second", "lin");
    await officer.click("#clue-file-submit");
    await officer.waitForSelector(".ant-modal [role=alert]"); // another person than oneself
    await officer.fill("#second", "sun");
    await officer.fill("#number", "示市监立〔2026〕12 号");
    await officer.screenshot({ path: `${shots}/clue-file-zh.png` });
    await officer.click("#clue-file-submit");
    await officer.waitForSelector("[data-testid=clue][data-state=filed]");
    await officer.waitForFunction(() => /立案[\s\S]*sun/.test(document.querySelector("[data-testid=clue-timeline]")?.textContent ?? ""));
    await officer.screenshot({ path: `${shots}/clue-zh.png`, fullPage: true });
    await basics(officer);
  }, officer);
  await step("the case tells its history in one list, and its documents say what stays empty", async () => {
    await officer.goto(`${base}${made}?tab=timeline`);
    await officer.waitForSelector(".timeline li");
    const told = await officer.locator("[data-testid=case-history]").innerText();
    for (const word of [/立案/, /批准/, /收到不侵权声明/, /权利人答复/]) assert.match(told, word);
    await officer.screenshot({ path: `${shots}/case-history-zh.png`, fullPage: true });
    await basics(officer);
    await officer.goto(`${base}${made}?tab=documents`);
    await officer.waitForSelector("[data-form]");
    await officer.locator("[data-testid=form-check]").first().click();
    await officer.waitForSelector("[data-form] details");
    await officer.screenshot({ path: `${shots}/case-documents-zh.png` });
    await basics(officer);
    const pdf = await officer.request.get(new URL(await officer.locator("[data-testid=form-pdf]").first().getAttribute("href"), base).href);
    assert.equal((await pdf.body()).subarray(0, 5).toString(), "%PDF-");
  }, officer);
}
