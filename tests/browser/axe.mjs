// The story's part about access: every page under the rules of axe-core, in both languages, shades and widths; nothing scrolls sideways on
// a phone, and nothing that is pressed is cut off at 200 %.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { noSidewaysScroll } from "./basics.mjs";
import { dressed, places, routes, visits } from "./pages.mjs";

const kAxe = readFileSync(new URL("./node_modules/axe-core/axe.min.js", import.meta.url), "utf8");
// WCAG 2.1 A and AA, and of the good practices those that a screen reader's walk through a page needs.
const kTags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"];
const kBesides = ["heading-order", "empty-heading", "page-has-heading-one", "landmark-one-main", "landmark-unique", "landmark-no-duplicate-banner", "region", "aria-dialog-name", "empty-table-header"];

const kWide = { width: 1440, height: 900 };
const kPhone = { width: 390, height: 844 };
// What the quick story looks at: where people spend their days.
const kDaily = new Set(["/flags", "/flags/:id", "/cases/:id", "/notices/:id", "/rights/new", "/holder", "/people", "/reports"]);
// Half of the visits in the first dress of a pair, half in the second: each page has both languages, shades and widths, and so has each
// pair of them some pages.
const kWalks = [
  [{ lang: "zh", shade: "light", view: kWide }, { lang: "zh", shade: "dark", view: kPhone }],
  [{ lang: "en", shade: "dark", view: kPhone }, { lang: "en", shade: "light", view: kWide }],
];
const inWords = ({ lang, shade, view }) => `${lang} ${shade} ${view.width}`;

// What axe-core finds, a line each; `within`: a selector of what lies over the page.
async function faults(frame, within) {
  // Evaluated over the debugging protocol: the page's own policy lets no script in.
  if (!(await frame.evaluate(() => "axe" in window))) await frame.evaluate(kAxe);
  return frame.evaluate(
    async ([root, tags, besides]) => {
      const rules = Object.fromEntries(besides.map((rule) => [rule, { enabled: !root }]));
      const shown = (element) => element.getClientRects().length > 0;
      const context = root ? { include: [...document.querySelectorAll(root)].filter(shown) } : document;
      const { violations } = await window.axe.run(context, { runOnly: { type: "tag", values: tags }, rules, resultTypes: ["violations"], iframes: false, preload: false });
      // The list of a choice is walked with the arrow keys from its field, which has the focus: nothing in it takes it.
      const meant = (rule, node) => rule === "scrollable-region-focusable" && /ant-select-dropdown-list-holder/.test(node.html);
      return violations.flatMap((one) =>
        one.nodes.filter((node) => !meant(one.id, node)).map((node) => `${one.id}: ${node.target.join(" ")} ${node.html.slice(0, 160)} | ${(node.failureSummary ?? "").replace(/\s+/g, " ").slice(0, 220)}`),
      );
    },
    [within ?? null, kTags, kBesides],
  );
}

// Runs in the page: what can be pressed or filled in, and is cut off where nothing scrolls to it.
function cutOff() {
  const found = [];
  const wide = document.documentElement.clientWidth;
  for (const element of document.querySelectorAll("button, a[href], input:not([type=hidden]), textarea, select, summary, [role=button], [role=radio], [role=slider]")) {
    if (element.closest(".unseen, [aria-hidden=true], .skip") || element.matches(".unseen")) continue;
    const box = element.getBoundingClientRect();
    const style = getComputedStyle(element);
    if (box.width < 1 || box.height < 1 || style.visibility === "hidden" || style.opacity === "0") continue;
    const name = `<${element.tagName.toLowerCase()} class="${element.className}"> ${(element.textContent || element.getAttribute("aria-label") || "").trim().slice(0, 40)}`;
    let fixed = style.position === "fixed";
    let reached = false; // something scrolls up and down to it, inside what is fixed
    let scrolls = false; // sideways, somewhere above
    for (let at = element.parentElement; at && at !== document.body; at = at.parentElement) {
      const its = getComputedStyle(at);
      const frame = at.getBoundingClientRect();
      reached ||= !fixed && /auto|scroll/.test(its.overflowY) && at.scrollHeight > at.clientHeight;
      fixed ||= its.position === "fixed";
      const sideways = /auto|scroll/.test(its.overflowX) && at.scrollWidth > at.clientWidth;
      // A line of text that ends in "…" is cut on purpose, if it is what is pressed that is cut.
      if (!scrolls && /hidden|clip/.test(its.overflowX) && (box.left < frame.left - 1.5 || box.right > frame.right + 1.5)) {
        // More than half of it in sight, and what it says in full elsewhere: a title in a narrow cell.
        if (!(its.textOverflow === "ellipsis" && box.left >= frame.left - 1.5 && frame.right - box.left > 24)) found.push(`cut sideways by .${at.className}: ${name}`);
        break;
      }
      if (/hidden|clip/.test(its.overflowY) && !/auto|scroll/.test(its.overflowY) && at.scrollHeight > at.clientHeight + 1 && (box.top >= frame.bottom || box.bottom <= frame.top) && frame.height > 0) {
        found.push(`cut below by .${at.className}: ${name}`);
        break;
      }
      scrolls ||= sideways;
    }
    if (!scrolls && (box.right > wide + 1.5 || box.left < -1.5)) found.push(`beyond the page's edge: ${name}`);
    if (fixed && !reached && (box.bottom > window.innerHeight + 1.5 || box.top < -1.5)) found.push(`beyond the window, and nothing scrolls: ${name}`);
  }
  return found;
}

async function settled(page, ready) {
  await page.waitForSelector(ready);
  // Bubbles and lists are built out of sight before they are put in their place.
  await page.waitForFunction(() => !document.querySelector(".ant-skeleton, .ant-spin-spinning, main .shape, .boot") && [...document.querySelectorAll(".ant-popover, .ant-dropdown, .ant-select-dropdown")].every((one) => one.getBoundingClientRect().right >= 0));
  await page.evaluate(() => Promise.allSettled(document.getAnimations().filter((one) => one.effect?.getComputedTiming().endTime !== Infinity).map((one) => one.finished)));
}

// `windowOf(state, viewport, more)` makes a window of one person's own; `people`: the state of each; `whole`: every page in every dress, with
// all that opens on it, and at 200 %.
export async function accessible({ windowOf, people, base, step, shots, whole }) {
  const looked = whole ? visits : visits.filter(({ route }, n) => kDaily.has(route) && visits.findIndex((one) => one.route === route) === n);
  const windows = {};
  for (const [who, state] of Object.entries(people)) {
    windows[who] = await windowOf(state, kWide, { reducedMotion: "reduce" }); // nothing is looked at half faded
    await windows[who].goto(`${base}/account`);
    await windows[who].waitForSelector(".account-panels");
  }
  let of;
  await step("every page of the router is visited", async () => {
    assert.deepEqual([...new Set(visits.map((visit) => visit.route))].sort(), [...new Set(routes())].sort());
    of = await places(windows);
  }, windows.officer);

  const again = async (page, visit) => {
    await page.mouse.move(0, 0); // no bubble opens over what happens to lie under the pointer
    await page.goto(base + visit.to(of));
    await settled(page, visit.ready);
  };

  // Every visit in one walk; what is found is said at the end, all of it.
  async function walk(dressOf, look) {
    const found = [];
    for (const who of Object.keys(people)) {
      const page = windows[who];
      for (const dress of [...new Set(looked.map((_, n) => dressOf(n)))]) {
        const here = looked.filter((visit, n) => visit.who === who && dressOf(n) === dress);
        if (here.length === 0) continue;
        await page.setViewportSize(dress.view);
        await dressed(page, dress.lang, dress.shade);
        for (const visit of here) {
          const path = visit.to(of);
          const at = `${path} (${who}, ${inWords(dress)})`;
          try {
            await again(page, visit);
            assert.equal(await page.getAttribute("html", "lang"), dress.lang === "zh" ? "zh-CN" : "en");
            assert.equal(await page.getAttribute("html", "data-theme"), dress.shade);
            await look(page, visit, dress, (line) => found.push(`${at}: ${line}`));
          } catch (error) {
            found.push(`${at}: ${error.message.split("\n")[0]}`);
            await page.screenshot({ path: `${shots}/axe-failed-${found.length}.png` }).catch(() => {});
          }
        }
      }
    }
    assert.deepEqual(found, []);
  }

  for (const walks of whole ? kWalks : [[kWalks[0][0], kWalks[1][0]]]) {
    await step(`${whole ? "every page passes" : `${looked.length} pages pass`} axe-core: ${walks.map(inWords).join("; ")}`, async () => {
      const begun = Date.now();
      let pages = 0;
      await walk((i) => walks[i % 2], async (page, visit, dress, say) => {
        ++pages;
        for (const fault of await faults(page)) say(fault);
        // What is shown of a notice or a report is a page of its own, in a frame in which no script runs: looked at beside it.
        for (const frame of page.frames().slice(1)) {
          const beside = await page.context().newPage();
          await beside.setContent(await frame.content());
          for (const fault of await faults(beside)) say(`in the frame: ${fault}`);
          await beside.close();
        }
        await noSidewaysScroll(page).catch((error) => say(error.message));
        for (const [i, [name, open, over]] of (whole ? visit.opens : []).entries()) {
          ++pages;
          if (i > 0) await again(page, visit);
          await open(page);
          await settled(page, over);
          for (const fault of await faults(page, over)) say(`${name}: ${fault}`);
          await noSidewaysScroll(page).catch((error) => say(`${name}: ${error.message}`));
        }
      });
      console.log(`     ${pages} pages and what opens on them, ${Math.round((Date.now() - begun) / 1000)} s`);
    }, windows.officer);
  }

  for (const page of Object.values(windows)) await page.context().close();
  if (!whole) return;
  for (const [who, state] of Object.entries(people)) {
    windows[who] = await windowOf(state, { width: 720, height: 450 }, { deviceScaleFactor: 2, reducedMotion: "reduce" });
    await windows[who].goto(`${base}/account`);
    await windows[who].waitForSelector(".account-panels");
  }
  const zoomed = [{ lang: "zh", shade: "light", view: { width: 720, height: 450 } }, { lang: "en", shade: "dark", view: { width: 720, height: 450 } }];
  await step("at 200 % nothing that is pressed is cut off", async () => {
    await walk((i) => zoomed[i % 2], async (page, visit, dress, say) => {
      for (const line of await page.evaluate(cutOff)) say(line);
      await noSidewaysScroll(page).catch((error) => say(error.message));
      for (const [i, [name, open, over]] of visit.opens.entries()) {
        if (i > 0) await again(page, visit);
        await open(page);
        await settled(page, over);
        for (const line of await page.evaluate(cutOff)) say(`${name}: ${line}`);
      }
    });
  }, windows.officer);
  for (const page of Object.values(windows)) await page.context().close();
}
