// The story's part about two pictures compared on a lead's page.
import assert from "node:assert/strict";
import { basics, noSidewaysScroll } from "./basics.mjs";

export async function comparePictures({ page, base, step, shot }) {
  const api = (path) => page.evaluate((at) => fetch(`/api/v1${at}`).then((answer) => answer.json()), path);
  const [row] = (await api("/flags?reason=picture_copy&limit=1")).items;
  assert.ok(row, "the demo has a copied picture");
  const flag = await api(`/flags/${row.id}`);
  const signal = flag.hits[0].result.signals.find((one) => one.detector.startsWith("picture."));
  const address = `${base}/flags/${row.id}`;
  const answers = `**/api/v1/flags/${row.id}`;
  const laid = async () => page.waitForSelector("[data-testid=laid]");
  const listings = () => page.locator("[data-testid=laid] image").nth(1);
  // The page as the server would give it with other signals.
  const told = async (change) => {
    await page.unroute(answers);
    await page.route(answers, async (route) => {
      const answer = await route.fetch();
      const body = await answer.json();
      change(body, body.hits[0].result.signals.find((one) => one.detector.startsWith("picture.")));
      await route.fulfill({ response: answer, json: body });
    });
    await page.goto(address);
    await laid();
  };

  await step("the listing's picture left, the right's right, each with the matched region", async () => {
    await page.goto(address);
    await laid();
    const frames = await page.locator(".compare .region-line").evaluateAll((all) => all.map((one) => ["x", "y", "width", "height"].map((name) => Number(one.getAttribute(name)))));
    assert.deepEqual(frames, [signal.region, signal.ref_region]);
    // Drawn in the upright picture's pixels, whatever the size on the screen.
    const boxes = await page.locator(".compare .picture-fit").evaluateAll((all) => all.map((one) => {
      const image = one.querySelector("img");
      const svg = one.querySelector("svg");
      return { view: svg.getAttribute("viewBox"), natural: `0 0 ${image.naturalWidth} ${image.naturalHeight}`, apart: Math.abs(svg.getBoundingClientRect().width - image.getBoundingClientRect().width) };
    }));
    for (const box of boxes) {
      assert.equal(box.view, box.natural);
      assert.ok(box.apart < 1);
    }
    assert.ok((await page.locator(".compare").innerText()).includes(String(signal.distance)));
    assert.equal(await page.locator(".compare .digest").count(), 2);
    assert.equal(await page.locator(".compare .digest").first().getAttribute("aria-label").then((label) => label.endsWith(signal.sha256)), true);
    await page.locator(".compare").scrollIntoViewIfNeeded();
    await page.keyboard.press("o");
    await shot("flag-pictures-zh");
    await basics(page);
  });

  await step("a mark found inside a picture is opened from the queue, and the part is drawn on both sides", async () => {
    const [found] = (await api("/flags?state=any&reason=mark_in_picture&limit=1")).items;
    assert.ok(found, "the demo has a mark inside a picture");
    await page.goto(`${base}/flags?view=${found.state === "in_case" ? "in_case" : "new"}&reason=mark_in_picture`);
    const line = page.locator(".ant-table-row").filter({ hasText: found.title }).first();
    assert.match(await line.innerText(), /图中标识/);
    await line.locator(".title-link").click();
    await laid();
    const { hits } = await api(`/flags/${found.id}`);
    const [mark] = hits[0].result.signals.filter((one) => one.detector === "picture.mark").sort((a, b) => b.db - a.db);
    const lines = await page.locator(".compare .region-line").evaluateAll((all) => all.map((one) => ["x", "y", "width", "height"].map((name) => Number(one.getAttribute(name)))));
    assert.deepEqual(lines, [mark.region, mark.ref_region]);
    const [width, height] = await page.locator(".compare .picture-fit img").first().evaluate((image) => [image.naturalWidth, image.naturalHeight]);
    assert.ok(mark.region[2] < width && mark.region[3] < height, `${mark.region} is a part of ${width} x ${height}`);
    const corners = mark.chain.at(-1).replace("corners:", "");
    const said = await page.locator(".compare").innerText();
    for (const words of ["局部相同", `${corners} 个角点的位置一致，平均差 ${mark.distance} 位`, "与对方对得上的部分", "小角度的转动没有还原"]) assert.ok(said.includes(words), `${said} has ${words}`);
    // The listing's part lies on the right's: its corners go where those of the stage are.
    const map = (await listings().getAttribute("transform")).match(/-?[\d.]+(e-?\d+)?/g).map(Number);
    const to = ([x, y]) => [map[0] * x + map[2] * y + map[4], map[1] * x + map[3] * y + map[5]].map((n) => Math.round(n) + 0);
    assert.deepEqual(to([mark.region[0], mark.region[1]]), [0, 0]);
    assert.deepEqual(to([mark.region[0] + mark.region[2], mark.region[1] + mark.region[3]]), [mark.ref_region[2], mark.ref_region[3]]);
    await page.keyboard.press("o");
    await page.locator(".compare").scrollIntoViewIfNeeded();
    await shot("flag-mark-zh");
    await basics(page);
  });

  await step("O goes to the slider, the arrow keys fade, O leaves", async () => {
    await page.goto(address);
    await laid();
    await page.keyboard.press("o");
    await page.waitForFunction(() => document.activeElement?.getAttribute("role") === "slider");
    const before = Number(await listings().getAttribute("opacity"));
    for (let i = 0; i < 3; ++i) await page.keyboard.press("ArrowRight");
    assert.ok(Math.abs(Number(await listings().getAttribute("opacity")) - before - 0.15) < 1e-9);
    const mapped = await listings().getAttribute("transform");
    await page.click("[data-testid=mirror]");
    assert.notEqual(await listings().getAttribute("transform"), mapped, "mirrored by hand");
    await page.click("[data-testid=mirror]");
    assert.equal(await listings().getAttribute("transform"), mapped);
    await page.keyboard.press("o");
    await page.keyboard.press("Home");
    assert.equal(Number(await listings().getAttribute("opacity")), 0);
    await page.keyboard.press("o");
    await page.waitForSelector("[data-testid=laid]", { state: "detached" });
    assert.ok(await page.evaluate(() => document.activeElement?.classList.contains("flagbar")), "the focus is not lost");
    await page.keyboard.press("o");
    await laid();
  });

  await step("a mirrored part, several pairs, a picture that is gone", async () => {
    await told((body, one) => {
      const signals = body.hits[0].result.signals;
      signals.push({ ...one, db: one.db - 1, chain: ["copy.part", "trim_flip_x", "centre70"], region: [10, 20, 100, 50], ref_region: [0, 0, 200, 100] });
      signals.push({ ...one, db: one.db - 2, chain: ["copy.local", "local", "local", "corners:23"], ref: "gone.png", ref_sha256: "0".repeat(64) });
      one.chain = ["copy.turned", "rotate90", "whole"];
    });
    assert.match(await page.locator(".compare").innerText(), /逆时针转 90°/);
    await page.locator(".compare-choice button").nth(1).click();
    await page.waitForFunction(() => document.querySelectorAll("[data-testid=laid] image")[1]?.getAttribute("transform")?.startsWith("matrix(-2 "));
    assert.match(await page.locator(".compare").innerText(), /左右翻转，去掉单色边框/);
    const map = (await listings().getAttribute("transform")).match(/-?[\d.]+/g).map((number) => Math.round(Number(number)));
    assert.deepEqual(map, [-2, 0, 0, 2, 220, -40]);
    await page.locator(".compare-choice button").nth(2).click();
    await page.waitForSelector(".compare .picture-none");
    assert.match(await page.locator(".compare").innerText(), /23 个角点/);
  });

  await step("flags of before, without views and digests, say what is not recorded", async () => {
    await told((_, one) => {
      delete one.chain;
      delete one.ref_sha256;
    });
    assert.match(await page.locator(".compare").innerText(), /没有记录/);
    assert.equal(await page.locator(".compare .digest").count(), 2, "the right's picture is found by its name");
    await page.unroute(answers);
  });

  await step("pictures compared at phone width", async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    await page.goto(address);
    await laid();
    assert.doesNotMatch(await page.locator(".compare").innerText(), /没有记录/, "it is the server's own answer again");
    await noSidewaysScroll(page);
    await page.setViewportSize({ width: 1440, height: 900 });
  });
}
