// What may be done once a notice is released, each step in its page: the outbox and what a platform answers there, what becomes of
// listings, of sellers' objections, of a clue that goes to the police, and of the case.  States are prepared over the API where
// another story drives their pages.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { basics } from "./basics.mjs";
import { ask, picture } from "./takedown.mjs";

const post = async (page, path, body, version) => {
  const answer = await page.evaluate(
    async ([to, what, seen]) => {
      const headers = { "Content-Type": "application/json", ...(seen === null ? {} : { "If-Match": `"${seen}"` }) };
      const response = await fetch(`/api/v1${to}`, { method: "POST", headers, body: JSON.stringify(what) });
      return { ok: response.ok, value: await response.json() };
    },
    [path, body, version ?? null],
  );
  assert.ok(answer.ok, `${path}: ${JSON.stringify(answer.value)}`);
  return answer.value;
};
const act = async (page, path, body) => post(page, `${path}/acts`, body, (await ask(page, path)).row_version);

// A choice of a drop-down list, by its words or, without words, the first.
// The list opens below a field that may still be moving, as when a form has just said what is wrong, and may close again under the pointer:
// it is chosen when the field says so.
// A list that is open already stays so; one that closes under the pointer is opened again.
async function choose(page, field, words) {
  const select = page.locator(`.ant-select:has(#${field})`);
  const options = page.locator(".ant-select-dropdown:visible .ant-select-item-option");
  const option = words ? options.filter({ hasText: words }).first() : options.first();
  for (let tries = 5; ; --tries) {
    if (!(await select.getAttribute("class")).includes("ant-select-open")) await select.click();
    const label = (await option.innerText()).trim();
    const clicked = await option.click({ timeout: 3000 }).then(() => true, () => false);
    const taken = clicked && (await select.filter({ hasText: label }).waitFor({ timeout: 3000 }).then(() => true, () => false));
    if (taken) return label;
    assert.ok(tries > 1, `${field} does not take “${label}”`);
  }
}

const kDesk = "海港商城投诉接口";
// A desk that its platform has closed: it refuses whatever is sent.
const closedDesk = (platform, url) => `id: story-desk
name: {zh: ${kDesk}, en: Harbour complaints}
platforms: [${platform}]
allow_networks: [127.77.0.0/16]
submit:
  url: ${url}/closed
  body: {notice: "{{/id}}"}
  accepted: [201]
`;

// `work`: one turn of the program's own work; null where the story has the console's address alone.
export async function outbox({ officer, approver, step, base, shots, work }) {
  const { items } = await ask(officer, "/notices?state=queued&limit=100");
  assert.ok(items.length > 0, "a notice waits for its release");
  const { id, platform } = items[0];
  const path = `/notices/${id}`;
  const desks = (await ask(officer, "/connectors")).items;
  const { url } = desks.find((one) => one.platforms.includes(platform)).steps.find((one) => one.step === "submit");
  await step("a platform's interface is added and checked, and nothing is sent", async () => {
    await approver.goto(`${base}/outbox/connectors`);
    await approver.click("[data-testid=connector-add]");
    await approver.fill("#yaml", "id: nobody");
    await approver.click("#connector-submit");
    await approver.waitForSelector(".ant-modal [role=alert]"); // a connector says where it submits
    await approver.fill("#yaml", closedDesk(platform, url));
    await approver.click("#connector-submit");
    const desk = approver.locator("[data-connector=story-desk]");
    await desk.locator("[data-testid=connector-check]").click();
    await desk.locator(".alert-green").waitFor();
    assert.match(await desk.locator("[role=status]").innerText(), /Step “submit”/);
    await desk.locator("summary").click();
    assert.match(await desk.locator("pre").innerText(), /POST .*\/closed/);
    await approver.screenshot({ path: `${shots}/connector-check-en.png` });
    await basics(approver);
  }, approver);
  await step("a released notice is put into the outbox over that interface", async () => {
    await act(approver, path, { act: "release", reason: "compared with the published text today" });
    await officer.goto(base + path);
    await officer.click("[data-testid=act-deliver]");
    await officer.click("#deliver-submit");
    await officer.waitForSelector(".ant-form-item-explain-error"); // not without a channel
    await choose(officer, "deliver", "平台接口");
    await choose(officer, "connector", kDesk);
    await officer.screenshot({ path: `${shots}/notice-deliver-zh.png` });
    await officer.click("#deliver-submit");
    await officer.waitForSelector("[data-testid=deliveries] [data-state=waiting]");
    assert.match(await officer.locator("[data-testid=acts]").innerText(), /放入发件箱/);
    await basics(officer);
  }, officer);
  await step("what the platform refused is tried again, then cancelled", async () => {
    const one = (await ask(officer, `/deliveries?notice=${id}`)).items[0].id;
    const failed = work ? "refused" : "waiting";
    if (work) await work();
    await officer.goto(`${base}/outbox`);
    await officer.locator(`[data-delivery="${one}"][data-state=${failed}]`).waitFor();
    await officer.screenshot({ path: `${shots}/outbox-failed-zh.png` });
    const row = officer.locator(".ant-table-row", { has: officer.locator(`[data-delivery="${one}"]`) });
    if (work) assert.match(await row.innerText(), /被拒收[\s\S]*4\d\d/);
    await row.locator("[data-testid=delivery-retry]").click();
    await officer.click("#delivery-retry-submit");
    await officer.locator(`[data-delivery="${one}"][data-state=waiting]`).waitFor();
    await row.locator("[data-testid=delivery-cancel]").click();
    await officer.click("#delivery-cancel-submit");
    await officer.locator(`[data-delivery="${one}"][data-state=cancelled]`).waitFor();
    assert.equal(await row.locator("[data-testid^=delivery-]").count(), 0, "nothing is left to do with it");
    await officer.goto(base + path);
    await officer.waitForSelector("[data-testid=act-deliver]"); // over another channel
  }, officer);
}

export async function measures({ officer, step, base, shots }) {
  const { items } = await ask(officer, "/measures?limit=500");
  const used = new Set();
  const one = (...states) => {
    const found = items.find((row) => states.includes(row.state) && !used.has(row.id));
    assert.ok(found, `a listing is ${states.join(" or ")}`);
    used.add(found.id);
    return found;
  };
  const open = async (row, deed) => {
    await officer.goto(`${base}/verify/${row.id}`);
    await officer.click(`[data-testid=measure-${deed}]`);
  };
  await step("a platform's refusal is recorded, with a reason of the server's list", async () => {
    await open(one("asked"), "refused");
    await officer.click("#measure-refused-submit");
    await officer.waitForSelector(".ant-form-item-explain-error"); // not without a reason
    const reason = await choose(officer, "reason");
    assert.match(reason, /[\u4e00-\u9fff]/);
    await officer.fill("#note", "平台客服电话答复");
    await officer.screenshot({ path: `${shots}/measure-refused-zh.png` });
    await officer.click("#measure-refused-submit");
    await officer.waitForSelector(".heading .state:has-text('被拒')");
    assert.ok((await officer.locator(".heading").innerText()).includes(reason));
  }, officer);
  await step("what a platform says it took down is kept as said, with what it did", async () => {
    await open(one("asked", "back", "refused"), "taken");
    const outcome = await choose(officer, "outcome");
    await officer.click("#measure-taken-submit");
    await officer.locator(".facts", { hasText: outcome }).waitFor();
  }, officer);
  await step("a listing that the law restores ends its measure; every look shows the page that it fetched", async () => {
    const taken = one("taken", "back");
    await officer.goto(`${base}/verify/${taken.id}`);
    const looks = officer.locator("[data-testid=looks]");
    await looks.locator(".digest").first().waitFor();
    assert.match(await looks.innerText(), /404|已下架|商品/);
    assert.ok((await looks.locator(".sealed").count()) > 0, "pages are sealed");
    await officer.click("[data-testid=measure-ended]");
    await officer.fill("#note", "期限届满未起诉，平台恢复");
    await officer.click("#measure-ended-submit");
    await officer.waitForSelector(".heading .state:has-text('已恢复')");
    await officer.screenshot({ path: `${shots}/measure-ended-zh.png`, fullPage: true });
    await basics(officer);
  }, officer);
}

export async function objections({ officer, approver, step, base, shots }) {
  const { items } = await ask(officer, "/notices?state=sent&limit=100");
  const sent = items.find((one) => one.regime === "cn-ecommerce-42");
  assert.ok(sent, "a notice under the E-Commerce Law is out");
  const objected = async (from) => {
    const body = { received_at: new Date().toISOString(), from, reason: "authorized", statement: `${from}：有授权书。` };
    return `/counter-notices/${(await post(officer, `/notices/${sent.id}/counter-notices`, body)).id}`;
  };
  await step("more time is asked for once, with a reason", async () => {
    const counter = await objected("夜市摊档");
    await officer.goto(base + counter);
    const before = (await ask(officer, counter)).due;
    await officer.click("[data-testid=counter-extend]");
    await officer.click("#counter-extend-submit");
    await officer.waitForSelector(".ant-form-item-explain-error"); // not without a reason
    await officer.fill("#reason", "授权书须公证认证");
    await officer.click("#counter-extend-submit");
    await officer.waitForSelector("[data-testid=running-terms] :text('公证')");
    assert.ok((await ask(officer, counter)).due > before, "the term ends later");
    await officer.screenshot({ path: `${shots}/counter-extended-zh.png` });
    await basics(officer);
  }, officer);
  await step("what is not disputed is left to be restored", async () => {
    await officer.goto(base + (await objected("河口百货")));
    await officer.click("[data-testid=counter-let_restore]");
    await officer.fill("#reason", "授权属实");
    await officer.click("#counter-let_restore-submit");
    await officer.waitForSelector(".heading .state:has-text('等待恢复')");
    await officer.waitForSelector("[data-testid=counter-withdraw]"); // still possible until then
  }, officer);
  await step("a suit is recorded by another person, with the court's receipt", async () => {
    await approver.goto(base + (await objected("码头商行")));
    await approver.click("[data-testid=counter-sue]");
    await approver.fill("#number", "（2026）示 01 民初 77 号");
    await approver.setInputFiles("#filing-proof", picture("court.pdf"));
    await approver.waitForSelector("[data-testid=filing-proof-kept]");
    await approver.screenshot({ path: `${shots}/counter-sue-en.png` });
    await approver.click("#counter-sue-submit");
    await approver.waitForSelector("[data-testid=filing]");
    assert.match(await approver.locator("[data-testid=filing]").innerText(), /Suit filed[\s\S]*77/);
    assert.match(await approver.locator("[data-testid=filing]").innerText(), /not told/i); // the outbox tells the platform
  }, approver);
}

// After `procedure` of identification.mjs has filed the case's clue.
export async function handOver({ officer, approver, step, base, shots, made }) {
  await step("a clue goes to the police with its five documents, by two officers", async () => {
    const clue = `/clues/${(await ask(officer, `/clues?case=${made.split("/").pop()}`)).items[0].id}`;
    await act(officer, clue, { act: "propose_transfer", second_officer: "gao" });
    await act(approver, clue, { act: "approve_transfer" });
    await officer.goto(`${base}${made}?tab=procedure`);
    await officer.click("[data-testid=clue-hand_over]");
    await officer.fill("#second", "gao");
    await officer.click("#clue-hand_over-submit");
    await officer.waitForSelector(".ant-form-item-explain-error"); // not without its documents
    const fields = await officer.locator("input[type=file][id^='document-']").evaluateAll((all) => all.map((one) => one.id));
    assert.equal(fields.length, 5);
    for (const field of fields) await officer.setInputFiles(`#${field}`, picture(`${field}.pdf`));
    for (const field of fields) await officer.waitForSelector(`[data-testid=${field}-kept]`);
    await officer.screenshot({ path: `${shots}/clue-hand-over-zh.png` });
    await officer.click("#clue-hand_over-submit");
    await officer.waitForSelector("[data-testid=clue][data-state=transferred]");
    assert.equal(await officer.locator("[data-testid=clue-timeline] .digest").count(), 5, "each document by its digest");
    await officer.screenshot({ path: `${shots}/clue-transferred-zh.png`, fullPage: true });
    await basics(officer);
  }, officer);
}

export async function caseEnds({ officer, approver, step, base, shots }) {
  const { items } = await ask(officer, "/notices?state=queued&limit=100");
  assert.ok(items.length > 0, "a case whose notice never went out");
  const path = `/cases/${items[items.length - 1].case}`;
  await step("another person closes a case with what came of it", async () => {
    await officer.goto(base + path);
    await officer.waitForSelector("[data-testid=draft]");
    assert.equal(await officer.locator("[data-testid=case-close]").count(), 0, "not the one who made it");
    await approver.goto(base + path);
    await approver.click("[data-testid=case-close]");
    await approver.click("#case-close-submit");
    await approver.waitForSelector(".ant-form-item-explain-error"); // not without what came of it
    const outcome = await choose(approver, "outcome");
    assert.match(await approver.locator("[data-testid=case-open]").innerText(), /waits for its release/);
    await approver.fill("#reason", "nothing more to be done");
    await approver.click("#case-close-submit");
    await approver.locator(".ant-form-item-explain-error", { hasText: "Something is not settled" }).waitFor(); // nor past what is not settled, without a word on it
    await approver.fill("#despite", "the notice is not going out");
    await approver.screenshot({ path: `${shots}/case-close-en.png` });
    await approver.click("#case-close-submit");
    await approver.waitForSelector(".heading .state:has-text('Closed')");
    assert.ok((await approver.locator(".heading").innerText()).includes(outcome));
    await approver.goto(`${base}/cases`);
    await approver.locator(".ant-table-row", { has: approver.locator(`a[href="${path}"]`) }).locator(`text=${outcome}`).waitFor();
  }, approver);
  await step("a closed case is opened again, with a reason", async () => {
    await officer.goto(base + path);
    await officer.click("[data-testid=case-reopen]");
    await officer.fill("#reason", "同一卖家再次上架");
    await officer.click("#case-reopen-submit");
    await officer.waitForSelector(".heading .state:has-text('办理中')");
  }, officer);
}

// What a list shows is what goes into the file.
export async function lists({ officer, step, base }) {
  await step("columns are chosen and kept, and the list is taken along as it is shown", async () => {
    await officer.goto(`${base}/deadlines?state=any`);
    await officer.waitForSelector(".deadline-row");
    const heads = () => officer.locator(".ant-table-thead th").allInnerTexts();
    assert.ok((await heads()).includes("起算"));
    await officer.click("[data-testid=columns]");
    await officer.locator(".ant-popover label", { hasText: "起算" }).click();
    await officer.locator(".ant-popover label", { hasText: "案件" }).click();
    await officer.keyboard.press("Escape");
    await officer.reload();
    await officer.waitForSelector(".deadline-row");
    const shown = await heads();
    assert.ok(!shown.includes("起算") && shown.includes("案件"), shown.join());
    const [taken] = await Promise.all([officer.waitForEvent("download"), officer.click("[data-testid=export]")]);
    const lines = (await readFile(await taken.path(), "utf8")).replace("\ufeff", "").trim().split("\r\n");
    assert.equal(lines[0], shown.map((one) => `"${one}"`).join(","));
    assert.equal(lines.length - 1, await officer.locator(".deadline-row").count());
    // Which notice, of which right, on which platform.
    const { items } = await ask(officer, "/deadlines?state=any&limit=50");
    const told = items.find((one) => one.about.right && one.about.platform);
    const row = lines[1 + items.indexOf(told)];
    assert.ok(row.includes(told.about.right) && row.includes(told.about.platform), row);
  }, officer);
}
