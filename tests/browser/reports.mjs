// The report: read with its charts, each figure with its definition and query, taken in every form.
import assert from "node:assert/strict";
import { basics } from "./basics.mjs";

export async function reports({ officer, step, base, shots }) {
  await step("the report is read, and each figure says how it is counted", async () => {
    await officer.goto(`${base}/reports`);
    await officer.waitForSelector("[data-testid=figures] [data-section=funnel]");
    const frame = officer.frameLocator("[data-testid=report]");
    await frame.locator("svg").first().waitFor();
    await officer.screenshot({ path: `${shots}/reports-zh.png`, fullPage: true });
    const funnel = officer.locator("[data-section=funnel]");
    await funnel.locator("summary").click();
    assert.match(await funnel.innerText(), /定义[\s\S]*查询语句[\s\S]*SELECT/i);
    await basics(officer);
    await officer.fill("#report-from", "2026-01-01");
    await officer.waitForURL(/from=2026-01-01/);
  }, officer);
  await step("the report is taken as PDF, workbook and comma-separated text", async () => {
    for (const [format, begins] of [["pdf", "%PDF-"], ["xlsx", "PK"], ["csv", ""]]) {
      const answer = await officer.request.get(new URL(await officer.getAttribute(`[data-testid=report-${format}]`, "href"), base).href);
      assert.equal(answer.status(), 200, format);
      assert.match(answer.headers()["content-disposition"] ?? "", /attachment/, format);
      const bytes = await answer.body();
      assert.ok(bytes.length > 200 && bytes.subarray(0, begins.length).toString() === begins, format);
    }
  }, officer);
  await step("a watch's documents", async () => {
    await officer.goto(`${base}/reports`);
    const { items } = await officer.evaluate(() => fetch("/api/v1/watches?limit=1").then((answer) => answer.json()));
    await officer.goto(`${base}/reports?watch=${items[0].id}`);
    await officer.waitForSelector("[data-form]");
    assert.ok((await officer.locator("[data-form]").count()) >= 2);
    await basics(officer);
  }, officer);
}
