// What every page owes a keyboard, a screen reader and tired eyes: names, one heading, alternatives, contrast.
import assert from "node:assert/strict";

// Runs in the page.
function look() {
  const found = [];
  const shown = (element) => {
    const box = element.getBoundingClientRect();
    const style = getComputedStyle(element);
    return box.width > 0 && box.height > 0 && style.visibility !== "hidden" && Number(style.opacity) > 0;
  };
  const describe = (element) => `<${element.tagName.toLowerCase()} class="${element.getAttribute("class") ?? ""}"> ${(element.textContent ?? "").trim().slice(0, 40)}`;
  const nameOf = (element) =>
    element.getAttribute("aria-label") ||
    (element.getAttribute("aria-labelledby") ?? "").split(" ").map((id) => document.getElementById(id)?.textContent ?? "").join("").trim() ||
    [...(element.labels ?? [])].map((label) => label.textContent).join("").trim() ||
    (element.textContent ?? "").trim() ||
    element.querySelector("img[alt]:not([alt=''])")?.getAttribute("alt") ||
    element.getAttribute("title") ||
    element.getAttribute("placeholder") ||
    "";
  for (const element of document.querySelectorAll("button, a[href], input:not([type=hidden]), select, textarea, [role=slider], [role=img], [role=group], [role=progressbar]")) {
    if (element.closest("[aria-hidden=true]")) continue; // as a field's own measure is
    if (!nameOf(element)) found.push(`no name: ${describe(element)}`);
  }
  for (const image of document.querySelectorAll("img")) if (!image.hasAttribute("alt")) found.push(`no alternative: ${image.src}`);
  // A table with a sticky head is two tables: the head's names the columns of both.
  for (const table of document.querySelectorAll("table")) {
    if (!(table.closest(".ant-table-container") ?? table).querySelector("th")) found.push(`a table without headings: ${describe(table)}`);
  }
  const headings = document.querySelectorAll("main h1").length;
  if (headings !== 1) found.push(`${headings} main headings`);
  const ids = [...document.querySelectorAll("[id]")].map((element) => element.id);
  for (const id of new Set(ids)) if (ids.filter((other) => other === id).length > 1) found.push(`id "${id}" stands twice`);

  // WCAG 2.1, 1.4.3: 4.5 to 1, or 3 to 1 for large text.
  const parse = (color) => {
    // A mixed colour is told in shares of one: "color(srgb 0.9 0.93 1)".
    const shares = color.startsWith("color(");
    const numbers = (color.match(/[\d.]+(?:e-?\d+)?/g) ?? []).map(Number).map((n, i) => (shares && i < 3 ? n * 255 : n));
    return numbers.length >= 3 ? { rgb: numbers.slice(0, 3), alpha: numbers[3] ?? 1 } : null;
  };
  const light = (rgb) => {
    const [r, g, b] = rgb.map((n) => (n / 255 <= 0.03928 ? n / 255 / 12.92 : ((n / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const over = (top, below) => top.rgb.map((n, i) => n * top.alpha + below[i] * (1 - top.alpha));
  // The colour behind an element, once for each; null where a picture or a pattern is: no single colour to compare with.
  const grounds = new Map();
  const ground = (element) => {
    if (!element) return [255, 255, 255];
    if (!grounds.has(element)) {
      const style = getComputedStyle(element);
      const color = parse(style.backgroundColor);
      let below = null;
      if (style.backgroundImage === "none") below = color?.alpha === 1 ? color.rgb : ground(element.parentElement);
      grounds.set(element, below && color && color.alpha > 0 ? over(color, below) : below);
    }
    return grounds.get(element);
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    if (!node.data.trim() || !element || !shown(element) || element.closest("[disabled], .ant-btn-disabled, [aria-disabled=true], .unseen, script, style")) continue;
    const style = getComputedStyle(element);
    const below = ground(element);
    const ink = parse(style.color);
    if (!below || !ink) continue;
    const [a, b] = [light(over(ink, below)), light(below)].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    const large = parseFloat(style.fontSize) >= 24 || (parseFloat(style.fontSize) >= 18.66 && Number(style.fontWeight) >= 700);
    if (ratio < (large ? 3 : 4.5)) found.push(`contrast ${ratio.toFixed(2)}: ${describe(element)}`);
  }
  return found;
}

export async function basics(page) {
  // What changes its colour slowly has it at the end.
  await page.evaluate(() => Promise.allSettled(document.getAnimations().filter((one) => one.effect?.getComputedTiming().endTime !== Infinity).map((one) => one.finished)));
  assert.deepEqual(await page.evaluate(look), [], page.url());
}

export async function noSidewaysScroll(page) {
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  assert.ok(wide <= 0, `${wide} pixels too wide at ${page.url()}`);
}
