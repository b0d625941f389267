// A notice between two people: the author cannot release it, the approver does, the author records that it went out by hand
// and withdraws it.
import assert from "node:assert/strict";

// As its author, before anybody else: what may be done with it.  Answers its path.
export async function notReleasedByItsAuthor({ page, step }) {
  await step("its author can withdraw a notice and not release it", async () => {
    await page.waitForSelector("[data-testid=act-withdraw]");
    assert.equal(await page.locator("[data-testid=act-release], [data-testid=act-send]").count(), 0);
    assert.match(await page.locator(".heading").innerText(), /待批准[\s\S]*起草人以外的人批准/);
    assert.match(await page.locator("[data-testid=acts]").innerText(), /起草，内容齐全/);
  });
  return new URL(page.url()).pathname;
}

export async function released({ page, step, shot, base, path }) {
  await step("the approver releases the very bytes", async () => {
    await page.goto(base + path);
    await page.click("[data-testid=act-release]");
    await page.waitForSelector("#release-submit");
    await shot("notice-release-en-dark");
    await page.click("#release-submit");
    await page.waitForSelector(".ant-form-item-explain-error"); // the law under it was not verified: a reason is due
    await page.fill("#reason", "compared with the published text today");
    await page.click("#release-submit");
    await page.waitForSelector(".heading .state:has-text('Approved')");
    assert.equal(await page.locator("[data-testid=act-release]").count(), 0);
  });
}

// In a window of the author's own.
export async function sent({ page, step, base, path, shots }) {
  await step("its author records that it was sent", async () => {
    await page.goto(base + path);
    await page.click("[data-testid=act-send]");
    await page.waitForSelector("#send-submit");
    await page.fill("#at", "2020-01-01T09:00");
    await page.click("#send-submit");
    await page.waitForSelector(".ant-modal [role=alert]"); // it was not released then
    await page.fill("#at", new Date(Date.now() + 8 * 3600_000).toISOString().slice(0, 16));
    await page.fill("#receipt", "P-2026-0042");
    await page.screenshot({ path: `${shots}/notice-send-zh.png` });
    await page.click("#send-submit");
    await page.waitForSelector(".heading .state:has-text('已发送')");
    assert.match(await page.locator("[data-testid=acts]").innerText(), /批准[\s\S]*发送[\s\S]*平台投诉表单[\s\S]*P-2026-0042/);
    await page.screenshot({ path: `${shots}/notice-sent-zh.png` });
  }, page);
}

export async function withdrawn({ page, step, base, path }) {
  await step("its author withdraws it, with a reason", async () => {
    await page.goto(base + path);
    await page.click("[data-testid=act-withdraw]");
    await page.click("#withdraw-submit");
    await page.waitForSelector(".ant-form-item-explain-error"); // not without a reason
    await page.fill("#reason", "卖家已出示授权书");
    await page.click("#withdraw-submit");
    await page.waitForSelector(".heading .state:has-text('已撤回')");
    assert.match(await page.locator("[data-testid=acts]").innerText(), /卖家已出示授权书/);
    assert.equal(await page.locator("[data-testid^=act-]").count(), 0);
  }, page);
}
