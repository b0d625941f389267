// The story's part about people: the administrator adds bureaus and invites a person, who sets a password and an authenticator by the link;
// leads go to a bureau below by a preview in numbers, and that bureau accepts or returns them.  It begins and ends in English.
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { basics, noSidewaysScroll } from "./basics.mjs";

const kPassword = "a pass phrase of the county";

// RFC 6238 of a secret in base 32.
function totp(secret, at) {
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const bits = [...secret].map((c) => letters.indexOf(c).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(at / 30_000)));
  const mac = createHmac("sha1", key).update(counter).digest();
  const from = mac[19] & 15;
  return String((mac.readUInt32BE(from) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

// GB 32100: the last sign checks the others.
function creditCode(region, n) {
  const signs = "0123456789ABCDEFGHJKLMNPQRTUWXY";
  const code = `91${region}MA${String(n).padStart(7, "0")}`;
  const sum = [...code].reduce((total, sign, i) => total + signs.indexOf(sign) * (3 ** i % 31), 0);
  return code + signs[(31 - (sum % 31)) % 31];
}

const choose = async (page, field, words) => {
  await page.locator(`.ant-select:has(#${field})`).click();
  await page.locator(".ant-select-dropdown:visible .ant-select-item-option", { hasText: words }).first().click();
  await page.keyboard.press("Escape");
};

// `officer`: a window of the province's officer; `fresh`: makes a window in which nobody is signed in.
export async function people({ page, officer, fresh, base, step, shot, shots }) {
  const picture = (window, name) => window.screenshot({ path: `${shots}/${name}.png` });

  await step("the administrator adds two bureaus: their level follows from the region", async () => {
    await page.goto(`${base}/people/organisations`);
    await page.waitForSelector(".ant-table-row");
    await page.click("[data-testid=lang]");
    for (const [name, region] of [["哈尔滨市市场监督管理局", "230100"], ["五常市市场监督管理局", "230184"]]) {
      await page.click("[data-testid=org-add]");
      await page.fill("#name", name);
      await page.fill("#region", region === "230184" ? "2301x" : region);
      if (region === "230184") {
        await page.click("#org-send");
        await page.waitForSelector(".ant-form-item-explain-error");
        await page.fill("#region", region);
        await shot("organisation-add-zh");
        await basics(page);
      }
      await page.click("#org-send");
      await page.waitForSelector(".ant-modal", { state: "detached" });
    }
    await page.waitForFunction(() => document.querySelectorAll(".ant-table-row").length === 3);
    assert.match(await page.innerText("main"), /市级[\s\S]*县级/);
    await shot("organisations-zh");
    await basics(page);
  });

  let link = "";
  await step("a person is invited; the link is shown once", async () => {
    await page.getByRole("link", { name: "人员", exact: true }).click();
    await page.waitForSelector("[data-login=lin]");
    await page.click("[data-testid=invite]");
    await page.fill("#login", "zhou");
    await page.fill("#display_name", "周 Zhou");
    await choose(page, "org", "五常市");
    await choose(page, "roles", "办案人员");
    await shot("invite-zh");
    await basics(page);
    await page.click("#invite-send");
    await page.waitForSelector("[data-testid=shown-once]");
    link = (await page.innerText("[data-testid=shown-once] code")).trim();
    assert.match(link, /#invitation=/);
    await shot("invitation-link-zh");
    await basics(page);
    await page.click("[data-testid=shown-close]");
    await page.waitForSelector("[data-login=zhou]");
    assert.match(await page.innerText("[data-login=zhou]"), /待接受邀请/);
    await shot("people-zh");
    await basics(page);
  });

  const county = await fresh({ width: 1440, height: 900 });
  await step("who is invited sets the password, once, and is in", async () => {
    await county.goto(link);
    await county.waitForSelector("[data-testid=invitation]");
    assert.equal(new URL(county.url()).hash, "", "the link has left the address");
    await picture(county, "invitation-zh");
    await basics(county);
    await county.fill("#password", "short");
    await county.fill("#again", "short");
    await county.click("[data-testid=invitation-send]");
    await county.waitForSelector(".ant-form-item-explain-error");
    await county.fill("#password", kPassword);
    await county.fill("#again", kPassword);
    await county.click("[data-testid=invitation-send]");
    await county.waitForSelector(".topbar");
    const stranger = await fresh({ width: 390, height: 844 });
    await stranger.goto(link);
    await stranger.waitForSelector("[role=alert]");
    assert.match(await stranger.innerText("main"), /已用过/);
    await noSidewaysScroll(stranger);
    await stranger.context().close();
  }, county);

  await step("an authenticator is scanned, confirmed, and asked for at the next signing in", async () => {
    await county.goto(`${base}/account`);
    await county.waitForSelector("[data-testid=authenticator-begin]");
    await picture(county, "account-zh");
    await basics(county);
    await county.click("[data-testid=authenticator-begin]");
    await county.locator(".ant-modal #password").fill(kPassword);
    await county.click("#authenticator-send");
    await county.waitForSelector(".ant-qrcode svg");
    const secret = (await county.innerText(".qr code")).trim();
    await picture(county, "authenticator-zh");
    // The demo's clock runs apart from this machine's: the session says when it was begun.
    const at = await county.evaluate(() => fetch("/api/v1/account/sessions").then((answer) => answer.json()).then((list) => Date.parse(list.items[0].created_at) - Date.now()));
    let confirmed = false;
    for (const off of [0, 30_000, -30_000, 60_000]) {
      await county.fill("#code", totp(secret, Date.now() + at + off));
      await county.click("#authenticator-confirm");
      confirmed = await county.waitForSelector("[data-testid=shown-once]", { timeout: 4_000 }).then(() => true, () => false);
      if (confirmed) break;
    }
    assert.ok(confirmed, "a code of now is right");
    const codes = await county.locator("[data-testid=shown-once] code").allInnerTexts();
    assert.equal(codes.length, 10);
    await picture(county, "recovery-codes-zh");
    await county.click("[data-testid=shown-close]");
    await county.waitForSelector("[data-testid=authenticator-take]");
    await county.click("[data-testid=token-make]");
    await county.fill("#name", "夜间统计");
    await choose(county, "scopes", "只读");
    await county.click("#token-send");
    await county.waitForSelector("[data-testid=shown-once]");
    assert.match(await county.innerText("[data-testid=shown-once]"), /mwt_/);
    await county.click("[data-testid=shown-close]");
    assert.match(await county.innerText("[data-testid=tokens]"), /夜间统计[\s\S]*read/);
    await county.setViewportSize({ width: 390, height: 844 });
    await county.waitForTimeout(100);
    await noSidewaysScroll(county);
    await picture(county, "account-phone");
    await county.setViewportSize({ width: 1440, height: 900 });

    await county.click(".account");
    await county.getByRole("menuitem", { name: "退出登录" }).click();
    await county.fill("#login", "zhou");
    await county.fill("#password", kPassword);
    await county.click("[data-testid=submit]");
    await county.waitForSelector("#authenticator");
    await picture(county, "sign-in-authenticator-zh");
    await basics(county);
    await county.fill("#authenticator", codes[0]);
    await county.click("[data-testid=submit]");
    await county.waitForSelector(".topbar");
  }, county);

  await step("a bureau below sees nothing that it was not given", async () => {
    await county.goto(`${base}/flags`);
    await county.waitForSelector(".empty");
    await county.goto(`${base}/assignments`);
    await county.waitForSelector(".empty");
    await picture(county, "assignments-empty-zh");
    await basics(county);
  }, county);

  await step("offers of a county's sellers come in, and lie with its region", async () => {
    await officer.goto(`${base}/assignments`);
    const { items } = await officer.evaluate(() => fetch("/api/v1/rights?limit=100").then((answer) => answer.json()));
    const name = items.filter((one) => one.kind === "trademark").flatMap((one) => one.names).find((one) => /^[\u4e00-\u9fff]{2,4}$/.test(one));
    const offers = [1, 2, 3].map((n) =>
      JSON.stringify({
        url: `https://handed.example/county/${n}`, platform: "handed.example", item_id: `county${n}`, title: `${[...name].join("·")} 高仿 1:1 原单 ${n}`,
        price: { amount: "9.90", currency: "CNY" }, seller: { name: `五常小店 ${n}`, id: `county${n}`, credit_code: creditCode("230184", n) },
      }),
    );
    const status = await officer.evaluate(
      (body) => fetch("/api/v1/imports?name=county.jsonl&from=test", { method: "POST", headers: { "Content-Type": "application/octet-stream" }, body: new Blob([body]) }).then((answer) => answer.status),
      offers.join("\n"),
    );
    assert.equal(status, 201);
    await officer.waitForFunction(() => fetch("/api/v1/flags?region=230184").then((answer) => answer.json()).then((page) => page.items.length >= 3), null, { polling: 1000, timeout: 60_000 });
  }, officer);

  let given = 0;
  await step("the province previews in numbers what would go where, and gives it", async () => {
    await officer.goto(`${base}/assignments`);
    await officer.click("[data-testid=assign]");
    const group = officer.locator("[data-testid=proposal] [data-bureau='230184']");
    await group.waitFor();
    given = Number((await group.locator("[data-testid=give]").innerText()).match(/(\d+) 件/)[1]);
    assert.ok(given > 0);
    await picture(officer, "assign-proposal-zh");
    await basics(officer);
    await group.locator("[data-testid=give]").click();
    await group.waitFor({ state: "detached" });
    await officer.keyboard.press("Escape");
    await officer.getByText("交出的").click();
    await officer.waitForSelector(".ant-table-row");
    assert.match(await officer.innerText(".ant-table-row >> nth=0"), /待签收/);
    await picture(officer, "assignments-given-zh");
    await basics(officer);
  }, officer);

  await step("the bureau accepts one with a receipt and returns another with a reason", async () => {
    await county.goto(`${base}/assignments`);
    await county.waitForSelector("[data-testid=assignment-accept]");
    assert.equal(await county.evaluate(() => fetch("/api/v1/assignments?box=received").then((answer) => answer.json()).then((list) => list.waiting)), given);
    await county.click("[data-testid=assignment-accept] >> nth=0");
    await county.click("#assignment-send");
    await county.waitForFunction(() => document.querySelector(".ant-table-row")?.textContent.includes("已签收"));
    const returns = county.locator("[data-testid=assignment-return]");
    if ((await returns.count()) > 0) {
      await returns.first().click();
      await county.click("#assignment-send");
      await county.waitForSelector(".ant-form-item-explain-error");
      await county.fill("#reason", "店铺已迁出本市");
      await picture(county, "assignment-return-zh");
      await basics(county);
      await county.click("#assignment-send");
      await county.waitForSelector(".ant-modal", { state: "detached" });
    }
    await county.waitForFunction(() => !document.querySelector(".ant-message-notice"));
    await picture(county, "assignments-received-zh");
    await basics(county);
    await county.click("[data-testid=assignment-show] >> nth=0");
    await county.waitForSelector("[data-testid=assignment-history] li >> nth=1");
    await county.keyboard.press("Escape");
    await county.setViewportSize({ width: 390, height: 844 });
    await county.waitForTimeout(100);
    await noSidewaysScroll(county);
    await picture(county, "assignments-phone");
    await county.setViewportSize({ width: 1440, height: 900 });
    await county.goto(`${base}/flags`);
    await county.waitForSelector(".ant-table-row, .empty");
  }, county);

  await step("a link is handed in as a tip and answered in words", async () => {
    await county.goto(`${base}/tips`);
    await county.click("[data-testid=tip-add]");
    await county.fill("#note", "标签与正品不符");
    await county.click("#tip-send");
    await county.waitForSelector(".ant-form-item-explain-error");
    await county.fill("#url", "https://shop.example/item/9");
    await county.click("#tip-send");
    await county.waitForSelector(".ant-table-row");
    await county.click("[data-testid=tip-use]");
    await county.fill("#answer", "已并入案件");
    await picture(county, "tip-answer-zh");
    await basics(county);
    await county.click("#tip-act-send");
    await county.waitForFunction(() => document.querySelector(".ant-table-row")?.textContent.includes("已并入案件"));
    await basics(county);
    await picture(county, "tips-zh");
  }, county);

  await step("the account is disabled, and whatever it had open ends", async () => {
    await page.goto(`${base}/people`);
    await page.locator("[data-login=zhou] [data-testid=person-more]").click();
    await page.getByRole("menuitem", { name: "停用" }).click();
    await page.waitForSelector(".ant-modal-confirm");
    await basics(page);
    await page.locator(".ant-modal-confirm .ant-btn-dangerous").click();
    await page.waitForFunction(() => document.querySelector("[data-login=zhou]")?.textContent.includes("已停用"));
    const answer = await county.request.get(`${base}/api/v1/session`);
    assert.equal(answer.status(), 401);
    await page.setViewportSize({ width: 390, height: 844 });
    await page.waitForTimeout(100);
    await noSidewaysScroll(page);
    await shot("people-phone");
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.click("[data-testid=lang]");
    await page.click("[data-testid=theme]");
    await page.waitForFunction(() => document.documentElement.lang === "en");
    await page.goto(`${base}/people`);
    await page.waitForSelector(".ant-table-row");
    await shot("people-en-dark");
    await basics(page);
    await page.goto(`${base}/account`);
    await page.waitForSelector("[data-testid=authenticator-begin]");
    assert.doesNotMatch(await page.innerText("main"), /[\u4e00-\u9fff]/);
    await shot("account-en-dark");
    await basics(page);
    await page.click("[data-testid=theme]");
    await county.context().close();
  });
}
