// The story's part about the content workers.
import assert from "node:assert/strict";
import { basics, noSidewaysScroll } from "./basics.mjs";

const loss = (i, why) => ({
  id: String(9000 - i), process: "work", job: "picture.fingerprint", why, what: `number ${i}`, sha256: String(i).padStart(2, "0").repeat(32), bytes: 20405,
  at: `2026-11-25T${String(23 - i).padStart(2, "0")}:10:00Z`, capture: i % 2 ? null : `38415396688102${6000 + i}`,
});
const work = {
  process: "work", updated_at: "2026-11-25T23:30:00Z", started: 6, recycled: 1, lost: 7, running: 0, resident_bytes: 0,
  jobs: [{ job: "picture.fingerprint", done: 2310, refused: 4, lost: 7, mean_ms: 12.25 }],
};

export async function contentWorkers({ page, base, context, step, shot }) {
  const given = async (answer) => {
    await page.unroute("**/api/v1/workers*");
    await page.route("**/api/v1/workers*", answer);
    await page.goto(`${base}/workers`);
  };

  await step("the crawl's page leads to the content workers, told in words first", async () => {
    await page.goto(`${base}/crawl`);
    await page.getByRole("link", { name: "内容进程" }).click();
    await page.waitForSelector(".process");
    assert.equal(new URL(page.url()).pathname, "/workers");
    const told = await page.evaluate(() => fetch("/api/v1/workers").then((answer) => answer.json()));
    const pages = told.processes.flatMap((one) => one.jobs).filter((one) => one.job === "html.extract").reduce((sum, one) => sum + one.done, 0);
    assert.ok(pages > 0, "the demo's pages were read by workers");
    assert.ok((await page.innerText("[data-testid=workers-said]")).includes(`读取网页 ${pages.toLocaleString("zh")} 个`));
    assert.equal(await page.locator(".process").count(), told.processes.length);
    assert.doesNotMatch(await page.innerText("main"), /[a-z]\.[a-z]/, "every job has words");
    await shot("workers-zh");
    await basics(page);
  });

  await step("losses: how each died, what it means, page by page, and the digest is copied whole", async () => {
    const whys = ["cpu", "time", "memory", "forbidden call", "reply", "crash"];
    await given((route) => {
      const second = new URL(route.request().url()).searchParams.get("cursor") === "two";
      return route.fulfill({ json: { processes: [work], items: second ? [loss(6, "crash")] : whys.map((why, i) => loss(i, why)), next: second ? null : "two" } });
    });
    await page.waitForSelector(".ant-table-row");
    assert.equal(await page.innerText("[data-testid=workers-said]"), "读取图片 2,310 张；丢失 7 份。");
    const rows = await page.locator(".ant-table-row").allInnerTexts();
    for (const [i, words] of ["处理器时间", "没有答复", "内存", "系统调用", "不合格式", "崩溃"].entries()) assert.ok(rows[i].includes(words), rows[i]);
    assert.match(await page.innerText(".alert"), /没有与任何权利比对/);
    await page.click("[data-testid=more]");
    await page.waitForFunction(() => document.querySelectorAll(".ant-table-row").length === 7);
    await context.grantPermissions(["clipboard-read", "clipboard-write"], { origin: base });
    await page.locator(".ant-table-row .digest").first().click();
    await page.waitForSelector(".ant-message");
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), loss(0).sha256);
    await basics(page);
    await page.setViewportSize({ width: 390, height: 844 });
    await page.waitForSelector("[data-testid=losses-narrow]");
    await noSidewaysScroll(page);
    await shot("workers-phone");
    await page.setViewportSize({ width: 1440, height: 900 });
  });

  await step("before the first worker, without a loss, without leave, while it loads", async () => {
    await given((route) => route.fulfill({ json: { processes: [], items: [], next: null } }));
    await page.waitForSelector(".empty a[href='/crawl']");
    await given((route) => route.fulfill({ json: { processes: [{ ...work, lost: 0 }], items: [], next: null } }));
    await page.waitForSelector(".process");
    assert.match(await page.innerText(".empty"), /没有丢失/);
    await given((route) => route.fulfill({ status: 403, contentType: "application/problem+json", json: { type: "about:blank", title: "", status: 403, code: "denied", detail: "this account may not see the crawl" } }));
    await page.waitForSelector(".failure button");
    await basics(page);
    let go;
    const held = new Promise((resolve) => (go = resolve));
    await given(async (route) => {
      await held;
      await route.fulfill({ json: { processes: [work], items: [], next: null } });
    });
    await page.waitForSelector(".ant-skeleton");
    go();
    await page.waitForSelector(".process");
    await page.unroute("**/api/v1/workers*");
  });
}
