// The story's part about packages of evidence.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { basics, noSidewaysScroll } from "./basics.mjs";

export async function evidence({ page, base, step, shot }) {
  const api = (path) => page.evaluate((at) => fetch(`/api/v1${at}`).then((answer) => answer.json()), path);
  const done = () => page.waitForFunction(() => !document.querySelector("[data-testid=check-again]")?.disabled);
  const saved = async (button) => {
    const waiting = page.waitForEvent("download");
    await page.click(button);
    const file = await waiting;
    const bytes = readFileSync(await file.path());
    await done();
    return { name: file.suggestedFilename(), bytes };
  };
  let made;

  await step("without a package the list says how to make one", async () => {
    await page.route("**/api/v1/packages?*", (route) => route.fulfill({ json: { items: [], next: null } }));
    await page.goto(`${base}/evidence`);
    await page.waitForSelector(".empty a[href='/cases']");
    assert.match(await page.innerText(".empty"), /制作证据包/);
    await shot("evidence-empty-zh");
    await basics(page);
    await page.unroute("**/api/v1/packages?*");
  });

  await step("a case's page makes a package, and what is too long is refused before it is sent", async () => {
    await page.goto(base);
    const { items } = await api("/cases?limit=1");
    assert.equal(items.length, 1, "the story has made a case");
    await page.goto(`${base}/cases/${items[0].id}`);
    await page.waitForSelector("[data-testid=case-evidence] .empty");
    await page.click("[data-testid=make-package]");
    await page.fill("#officer1", "林".repeat(67));
    await page.fill("#officer2", "示例执法人员乙");
    await page.fill("#purpose", "固定涉嫌侵权的商品页面");
    await page.click("[data-testid=package-send]");
    await page.waitForSelector(".ant-form-item-explain-error");
    await page.fill("#officer1", "示例执法人员甲");
    await shot("evidence-make-zh");
    await basics(page);
    await page.click("[data-testid=package-send]");
    await page.waitForSelector("[data-testid=package-made]", { timeout: 120_000 });
    assert.ok(await page.evaluate(() => document.activeElement?.matches("[data-testid=package-made]")), "the focus is on what was said");
    await page.waitForSelector("[data-testid=case-package]");
    const [listed] = (await api(`/packages?case=${items[0].id}`)).items;
    made = listed;
    const row = await page.locator("[data-testid=case-package]").first().innerText();
    for (const words of [made.name, made.time.zh, `采集 ${made.captures.toLocaleString("zh")} 份`]) assert.ok(row.includes(words), `${row} has ${words}`);
    await page.locator("[data-testid=case-evidence]").scrollIntoViewIfNeeded();
    await shot("evidence-case-zh");
    await basics(page);
  });

  await step("a refusal stands in one line, and what was typed is kept", async () => {
    await page.route("**/api/v1/cases/*/packages", (route) =>
      route.fulfill({ status: 400, contentType: "application/problem+json", json: { type: "about:blank", title: "", status: 400, code: "invalid", detail: "the case has no captures" } }));
    await page.click("[data-testid=make-package]");
    await page.fill("#place", "示例市场监督管理局");
    await page.click("[data-testid=package-send]");
    await page.waitForSelector(".ant-drawer [role=alert]");
    assert.match(await page.innerText(".ant-drawer [role=alert]"), /the case has no captures/);
    assert.equal(await page.inputValue("#place"), "示例市场监督管理局");
    await page.unroute("**/api/v1/cases/*/packages");
    await page.keyboard.press("Escape");
    await page.waitForFunction(() => document.activeElement?.matches("[data-testid=make-package]"));
  });

  await step("the package is whole, and says who signed it and how far its time is to be trusted", async () => {
    await page.locator("[data-testid=case-package] a").first().click();
    await page.waitForSelector("[data-testid=verdict]");
    assert.equal(new URL(page.url()).pathname, `/evidence/${made.id}`);
    assert.equal(await page.getAttribute("[data-testid=verdict]", "data-result"), "whole");
    assert.match(await page.innerText(".verdict-word"), /完整/);
    const told = await api(`/packages/${made.id}`);
    const signature = await page.innerText("[data-testid=signature]");
    for (const words of [told.verdict.key, told.verdict.checkpoint.origin, told.verdict.checkpoint.size.toLocaleString("zh")]) assert.ok(signature.includes(words), `${signature} has ${words}`);
    assert.equal((await page.innerText("[data-testid=time-class]")).trim(), told.time.zh);
    if (told.time.class !== "A") assert.ok(!(await page.innerText("main")).includes("可信时间戳"), "a trusted timestamp is class A's alone");
    const stranger = await page.innerText("[data-testid=stranger]");
    for (const words of ["python3 verify.py", "markwarden evidence verify", "sha256sum -c manifest-sha256.txt"]) assert.ok(stranger.includes(words), words);
    await shot("evidence-zh");
    await basics(page);
  });

  await step("the archive and the printable record are taken", async () => {
    const archive = await saved("[data-testid=take-archive]");
    assert.equal(archive.name, `${made.name}.zip`);
    assert.deepEqual([...archive.bytes.subarray(0, 4)], [0x50, 0x4b, 3, 4]);
    const record = await saved("[data-testid=take-record]");
    assert.equal(record.name, `${made.name}-record.pdf`);
    assert.equal(record.bytes.subarray(0, 5).toString(), "%PDF-");
  });

  await step("a hand-over is recorded and stands in the custody", async () => {
    await page.click("[data-testid=hand-over]");
    await page.click("#hand-over-submit");
    await page.waitForSelector(".ant-form-item-explain-error");
    await page.fill("#to", "示例人民法院 王某");
    await page.fill("#how", "当面交付光盘");
    await page.mouse.move(0, 0);
    await shot("evidence-hand-over-zh");
    await basics(page);
    await page.click("#hand-over-submit");
    await page.waitForSelector("#hand-over-submit", { state: "detached" });
    assert.ok(await page.evaluate(() => document.activeElement?.matches("[data-testid=hand-over]")), "the focus goes back");
    const handed = page.locator("[data-testid=custody] .ant-table-row", { hasText: "移交" });
    await handed.first().waitFor();
    const row = await handed.first().innerText();
    for (const words of ["lin", "当面交付光盘", "示例人民法院 王某"]) assert.ok(row.includes(words), `${row} has ${words}`);
    const custody = await page.innerText("[data-testid=custody]");
    for (const words of ["制作", "查看并核验", "取走文件", "查看提取笔录"]) assert.ok(custody.includes(words), words);
    await page.locator("[data-testid=hide-looks]").check();
    assert.ok(!(await page.locator("[data-testid=custody] .ant-table-row").allInnerTexts()).some((line) => line.includes("查看")));
    await page.locator("[data-testid=custody]").scrollIntoViewIfNeeded();
    await shot("evidence-custody-zh");
  });

  const told = async (change) => {
    await page.unroute(`**/api/v1/packages/${made.id}`);
    await page.route(`**/api/v1/packages/${made.id}`, async (route) => {
      const answer = await route.fetch();
      const body = await answer.json();
      change(body.verdict);
      await route.fulfill({ response: answer, json: body });
    });
    await page.goto(`${base}/evidence/${made.id}`);
    await page.waitForSelector("[data-testid=verdict]");
  };

  await step("a broken package names the file and the bytes, and is not to be handed over", async () => {
    const what = "the block's digest is not the one that was sealed";
    await told((verdict) => {
      verdict.result = "broken";
      verdict.key = null;
      verdict.findings = [
        { level: "broken", file: "data/record.pdf", from: 65536, to: 131072, what, line: `data/record.pdf: bytes 65536 to 131072: ${what}` },
        { level: "broken", file: "seal/seal.sig", from: null, to: null, what: "it is not the key's signature of seal.json", line: "" },
        { level: "warning", file: "bag-info.txt", from: null, to: null, what: "<b>a line</b> that no reader knows", line: "" },
      ];
    });
    assert.equal(await page.getAttribute("[data-testid=verdict]", "data-result"), "broken");
    const first = await page.innerText("[data-testid=verdict-first]");
    for (const words of ["data/record.pdf", "65,536", "131,072", what]) assert.ok(first.includes(words), `${first} has ${words}`);
    assert.match(await page.innerText("[data-testid=verdict]"), /不要移交/);
    assert.equal(await page.locator(".findings li").count(), 3);
    assert.equal(await page.locator(".findings b").count(), 0, "markup stays text");
    assert.match(await page.innerText("[data-testid=signature]"), /没有一个有效的签名/);
    await shot("evidence-broken-zh");
    await basics(page);
  });

  await step("a package that cannot be decided says what is missing; phone width", async () => {
    await told((verdict) => {
      verdict.result = "undecided";
      verdict.findings = [{ level: "undecided", file: "seal/seal.tsr", from: null, to: null, what: "no certificate of a time authority is at hand to check it with", line: "" }];
    });
    assert.match(await page.innerText(".verdict-word"), /无法判定/);
    assert.match(await page.innerText("[data-testid=verdict-first]"), /seal\/seal\.tsr/);
    await page.unroute(`**/api/v1/packages/${made.id}`);
    await page.setViewportSize({ width: 390, height: 844 });
    for (const [path, ready] of [[`/evidence/${made.id}`, "[data-testid=verdict]"], ["/evidence", ".rows .title-link"], [`/cases/${made.case}`, "[data-testid=case-package]"]]) {
      await page.goto(base + path);
      await page.waitForSelector(ready);
      await noSidewaysScroll(page);
      await shot(`evidence-phone${path.replaceAll("/", "-").replace(/-\d+$/, "-one")}`);
    }
    await page.setViewportSize({ width: 1440, height: 900 });
  });

  await step("the list has it, and in English no Chinese is left", async () => {
    await page.goto(`${base}/evidence`);
    await page.waitForSelector(".ant-table-row");
    await shot("evidence-list-zh");
    await basics(page);
    await page.click("[data-testid=lang]");
    await page.waitForFunction(() => document.documentElement.lang === "en");
    await page.locator(".ant-table-row .title-link").first().click();
    await page.waitForSelector("[data-testid=verdict]");
    assert.match(await page.innerText(".verdict-word"), /Whole/);
    assert.equal((await page.innerText("[data-testid=time-class]")).trim(), made.time.en);
    for (const part of ["verdict", "signature", "stranger"]) assert.doesNotMatch(await page.innerText(`[data-testid=${part}]`), /[\u4e00-\u9fff]/);
    await shot("evidence-en");
    await basics(page);
    await page.click("[data-testid=lang]");
    await page.waitForFunction(() => document.documentElement.lang === "zh-CN");
  });
}
