// The story's part about the log's signatures, keys, time authorities and backups, as the administrator sees them; it begins in
// English, dark, and ends as it began.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { basics, noSidewaysScroll } from "./basics.mjs";

// A certificate that signs itself, made for this test; its key was thrown away.
const kRoot = readFileSync(new URL("../data/authority/root.pem", import.meta.url), "utf8");

export async function log({ page, base, step, shot }) {
  const state = () => page.evaluate(() => fetch("/api/v1/log").then((answer) => answer.json()));
  const said = () => page.innerText("[data-testid=log-said]");
  const given = async (change) => {
    await page.unroute("**/api/v1/log");
    const whole = await state();
    await page.route("**/api/v1/log", (route) => (route.request().method() === "GET" ? route.fulfill({ json: { ...whole, ...change } }) : route.continue()));
    await page.goto(`${base}/log`);
    await page.waitForSelector("[data-testid=log-said]");
  };

  await step("the log's page says in words how far it is signed, and hands the signature out", async () => {
    await page.goto(`${base}/events`);
    await page.getByRole("link", { name: "Signatures and backups" }).click();
    await page.waitForSelector("[data-testid=log-said]");
    assert.equal(new URL(page.url()).pathname, "/log");
    await page.click("[data-testid=sign-now]");
    await page.waitForSelector(".ant-message");
    await page.waitForFunction(() => document.querySelector("[data-testid=log-said]")?.classList.contains("alert-green"));
    const now = await state();
    assert.ok(now.signed && now.checkpoint.size > 100);
    const waiting = page.waitForEvent("download");
    await page.click("[data-testid=take-checkpoint]");
    assert.equal(readFileSync(await (await waiting).path(), "utf8"), now.checkpoint.note);
    assert.match(await page.innerText("[data-testid=backup-due]"), /Never backed up/);
    assert.doesNotMatch(await page.innerText("main"), /[\u4e00-\u9fff]/);
    await shot("log-state-en-dark");
    await basics(page);
  });

  await step("a key is changed after saying what that means; both sign for a while", async () => {
    await page.click("[data-testid=lang]");
    await page.click("[data-testid=theme]");
    await page.waitForFunction(() => document.documentElement.lang !== "en");
    const before = (await state()).keys;
    await page.click("[data-testid=key-rotate]");
    await page.getByRole("radio", { name: /立即作废/ }).check();
    await page.waitForSelector(".ant-modal .alert-amber");
    await shot("log-rotate-zh");
    await basics(page);
    await page.getByRole("radio", { name: /平常更换/ }).check();
    await page.waitForSelector(".ant-modal .alert-amber", { state: "detached" });
    await page.click("#key-rotate-send");
    await page.waitForSelector(".ant-modal", { state: "detached" });
    await page.waitForFunction((n) => document.querySelectorAll("[aria-labelledby=log-keys] .ant-table-row").length === n, before.length + 1);
    assert.ok(await page.evaluate(() => document.activeElement?.matches("[data-testid=key-rotate]")), "the focus is back");
    const after = (await state()).keys;
    assert.deepEqual(after.map((key) => key.state), [...before.map((key) => key.state), "active"]);
    assert.ok(after.at(-2).retires_at && !after.at(-1).retires_at);
    await page.click("[data-testid=sign-now]");
    await page.waitForFunction(() => fetch("/api/v1/log").then((answer) => answer.json()).then((one) => one.checkpoint.note.trim().split("\n").filter((line) => line.startsWith("— ")).length === 2));
  });

  await step("a time authority is added; what is wrong is said and what was typed is kept; asked, it does not answer", async () => {
    await page.click("[data-testid=authority-add]");
    await page.fill("#key", "test");
    await page.fill("#url", "http://127.0.0.1:9/");
    await page.fill("#zh", "示例授时机构");
    await page.fill("#en", "Sample time authority");
    await page.fill("#anchors", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----");
    await page.click("#authority-send");
    await page.waitForSelector(".ant-modal [role=alert]");
    assert.equal(await page.inputValue("#zh"), "示例授时机构");
    await page.fill("#anchors", kRoot);
    await shot("log-authority-zh");
    await basics(page);
    await page.click("#authority-send");
    await page.waitForSelector("[data-testid=authorities] li");
    await page.click("[data-testid=authority-check]");
    await page.waitForSelector("[data-testid=authority-answer].bad", { timeout: 40_000 });
    assert.match(await page.innerText("[data-testid=authorities]"), /示例授时机构/);
    const [one] = (await state()).authorities;
    assert.deepEqual([one.key, one.trusted, one.anchors], ["test", false, ["CN=Root of an example"]]);
    await shot("log-state-zh");
    await basics(page);
  });

  await step("a log that falls behind, a lost key, a log that was never signed, phone width", async () => {
    await given({ signed: false, waiting: 250 });
    assert.match(await said(), /早该签名/);
    await given({ keys_problem: "the log's signing key keys/log-1.key is missing" });
    assert.match(await said(), /无法签名[\s\S]*log-1\.key is missing/);
    assert.ok(await page.isDisabled("[data-testid=sign-now]"));
    await basics(page);
    await given({ checkpoint: null, signed: false, backup: { at: "2026-01-02T03:04:05Z", actor: "admin", event: "1", events: 7 } });
    assert.match(await said(), /还没有签过名/);
    assert.match(await page.innerText("[data-testid=backup-due]"), /超过 7 天/);
    await page.setViewportSize({ width: 390, height: 844 });
    await page.waitForTimeout(100);
    await noSidewaysScroll(page);
    await shot("log-state-phone");
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.unroute("**/api/v1/log");
    await page.goto(`${base}/log`);
    await page.waitForSelector("[data-testid=log-said]");
    await page.click("[data-testid=lang]");
  });
}
