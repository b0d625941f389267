// The story's part about imports as they seldom are: being read, cut short, too many for one page, not for everyone.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { createServer } from "node:http";
import { basics } from "./basics.mjs";
import { file } from "./handed.mjs";

const bytes = "WARC/1.0 of the story";
const running = {
  id: "77", file: "long.warc", sha256: createHash("sha256").update(bytes).digest("hex"), bytes: 1 << 20, kind: "warc", from: null, by: "lin", state: "running", failure: null,
  records: 120, pages: 100, listings: 0, refused_count: 20, capture: null, columns: {}, started_at: "2026-11-25T01:00:00Z", ended_at: null, row_version: 3,
};

export async function importStates({ page, base, step }) {
  const kRoutes = ["**/api/v1/imports?*", "**/api/v1/imports/77", "**/api/v1/imports/77/refusals*", "**/api/v1/session"];
  const forget = async () => {
    for (const route of kRoutes) await page.unroute(route);
  };
  // The API as it is while a file is read: every answer counts further.  Uploads go to a server that answers when `finish` is called.
  const reading = async () => {
    let asked = 0;
    let finish;
    const finished = new Promise((resolve) => (finish = resolve));
    const names = [];
    const slow = createServer(async (request, response) => {
      assert.equal(request.headers["content-type"], "application/octet-stream");
      names.push(new URL(request.url, base).searchParams.get("name"));
      request.resume();
      await finished;
      response.writeHead(201, { "Content-Type": "application/json", Connection: "close" });
      response.end(JSON.stringify({ ...running, state: "done", records: 500, already_done: false, refused: [] }));
      slow.close();
    });
    await new Promise((resolve) => slow.listen(0, "127.0.0.1", resolve));
    const now = () => ({ ...running, records: running.records + asked++ });
    await page.route(kRoutes[0], (route) => {
      const request = route.request();
      if (request.method() === "GET") return route.fulfill({ json: { items: [now()], next: null } });
      return route.continue({ url: request.url().replace(base, `http://127.0.0.1:${slow.address().port}`) });
    });
    await page.route(kRoutes[1], (route) => route.fulfill({ json: now() }));
    await page.route(kRoutes[2], (route) => route.fulfill({ json: { items: [], next: null } }));
    return { finish, names };
  };
  const handOver = async (name) => {
    await page.goto(`${base}/imports`);
    await page.click("[data-testid=import-add]");
    await page.setInputFiles("#import-file", file(name, bytes));
    await page.waitForSelector("[data-testid=import-before]");
    assert.match(await page.innerText("[data-testid=import-before]"), /读到第 12\d 条[^]*接着读/);
    await page.click("[data-testid=import-send]");
    await page.waitForFunction(() => /已处理 \d+ 条，收下 1\d\d 条，拒收 20 条/.test(document.querySelector(".import-progress")?.textContent ?? ""));
  };

  await step("while a file is read the form and the page count; one that was cut short says where it goes on", async () => {
    const { finish, names } = await reading();
    await handOver(`${"长".repeat(100)}.warc`);
    assert.match(await page.innerText(".import-progress"), /可以关闭这一栏/);
    await basics(page);
    finish();
    await page.waitForSelector("[data-testid=import-resumed]");
    assert.ok(Buffer.byteLength(names[0]) <= 255 && names[0].endsWith("长.warc"), names[0]);
    const facts = await page.innerText(".facts");
    for (const text of ["没有留存文件本身", "尚未结束", "1.0 MiB"]) assert.ok(facts.includes(text), `${facts} has ${text}`);
    const first = await page.innerText("[data-testid=import-said]");
    await page.waitForFunction((before) => document.querySelector("[data-testid=import-said]")?.textContent !== before, first);
    await forget();
  });

  await step("a form that was closed meanwhile tells the end in a message", async () => {
    const { finish } = await reading();
    await handOver("long.warc");
    await page.click(".form-end button");
    await page.waitForSelector(".ant-drawer", { state: "detached" });
    assert.match(await page.innerText(".ant-table-row"), /进行中或已中断/);
    finish();
    await page.waitForSelector(".ant-message-success");
    assert.match(await page.innerText(".ant-message"), /long\.warc: 已处理 500 条/);
    await forget();
  });

  await step("more imports than one page holds are loaded on demand; a page that fails says so", async () => {
    const done = (i) => ({ ...running, id: String(900 - i), file: `file ${i}.csv`, state: "done", ended_at: running.started_at });
    let fails = true;
    await page.route(kRoutes[0], (route) => {
      const second = new URL(route.request().url()).searchParams.get("cursor") === "two";
      if (second && fails) return route.fulfill({ status: 503, json: { code: "unavailable", detail: "busy" } });
      return route.fulfill({ json: second ? { items: [done(50)], next: null } : { items: Array.from({ length: 50 }, (_, i) => done(i)), next: "two" } });
    });
    await page.goto(`${base}/imports`);
    await page.waitForSelector(".ant-table-row");
    await page.getByRole("button", { name: "再载入一页" }).click();
    await page.waitForSelector(".failure");
    fails = false;
    await page.locator(".failure button").click();
    await page.waitForFunction(() => document.querySelectorAll(".ant-table-row").length === 51);
    await forget();
  });

  await step("who may only look cannot import; who may not look is told so; what is loading has its shape", async () => {
    await page.route(kRoutes[3], async (route) => {
      const answer = await route.fetch();
      const me = await answer.json();
      await route.fulfill({ json: { ...me, permissions: me.permissions.filter((one) => one !== "import.listings") } });
    });
    await page.goto(`${base}/imports`);
    await page.waitForSelector("[data-testid=import-add][disabled]");
    let go;
    const held = new Promise((resolve) => (go = resolve));
    await page.route(kRoutes[0], async (route) => {
      await held;
      await route.fulfill({ status: 403, json: { code: "denied", detail: "this account may not see imports" } });
    });
    await page.goto(`${base}/imports`);
    await page.waitForSelector(".ant-skeleton");
    go();
    await page.waitForSelector(".failure button");
    assert.match(await page.innerText(".failure"), /您的角色没有这项权限/);
    await basics(page);
    await page.goto(`${base}/imports/1`);
    await page.waitForSelector(".failure button");
    assert.match(await page.innerText(".failure"), /没有这条记录/);
    await forget();
  });
}
