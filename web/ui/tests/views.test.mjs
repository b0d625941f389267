// Views of pictures: what their names say, and where the overlay puts each corner of the matched region.
import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./load.mjs";

const { mapToStage, mirrored, parseView, quadOf } = await load(new URL("../src/lib/views.ts", import.meta.url));

test("a view's name says its turn and its cut", () => {
  for (const [name, turn, cut, percent] of [
    ["whole", null, null, null],
    ["flip_x", "flip_x", null, null],
    ["rotate90", "rotate90", null, null],
    ["trim", null, "trim", null],
    ["centre80", null, "centre", 80],
    ["centre70_flip_x", "flip_x", "centre", 70],
    ["trim_flip_x", "flip_x", "trim", null],
    ["flip_diagonal", "flip_diagonal", null, null],
    ["local", null, "local", null],
    ["local_flip_x", "flip_x", "local", null],
    ["corner_2", null, "corner", 2],
  ]) {
    assert.deepEqual(parseView(name), { turn, cut, percent }, name);
  }
  assert.equal(parseView(undefined), null);
  assert.equal(parseView(""), null);
});

// A region of 40 x 20 at (10, 5) on a stage of 200 x 100 or, lying down, 100 x 200.  Its corners in order: top left, top right,
// bottom right, bottom left; and where the turned picture has them.
const corners = [[10, 5], [50, 5], [50, 25], [10, 25]];
const put = ([a, b, c, d, e, f], [x, y]) => [a * x + c * y + e, b * x + d * y + f].map((n) => Math.round(n * 1e6) / 1e6 + 0);
const kTopLeft = 0, kTopRight = 1, kBottomRight = 2, kBottomLeft = 3;

test("the matched region, turned, fills the stage", () => {
  for (const [turn, lies, ...order] of [
    [null, false, kTopLeft, kTopRight, kBottomRight, kBottomLeft],
    ["flip_x", false, kTopRight, kTopLeft, kBottomLeft, kBottomRight],
    ["flip_y", false, kBottomLeft, kBottomRight, kTopRight, kTopLeft],
    ["rotate180", false, kBottomRight, kBottomLeft, kTopLeft, kTopRight],
    // Counter-clockwise: the top left corner comes to stand at the bottom left.
    ["rotate90", true, kBottomLeft, kTopLeft, kTopRight, kBottomRight],
    ["rotate270", true, kTopRight, kBottomRight, kBottomLeft, kTopLeft],
    ["flip_diagonal", true, kTopLeft, kBottomLeft, kBottomRight, kTopRight],
    ["flip_antidiagonal", true, kBottomRight, kTopRight, kTopLeft, kBottomLeft],
    ["a turn of tomorrow", false, kTopLeft, kTopRight, kBottomRight, kBottomLeft],
  ]) {
    const [width, height] = lies ? [100, 200] : [200, 100];
    const stage = [[0, 0], [width, 0], [width, height], [0, height]];
    const map = mapToStage([10, 5, 40, 20], turn, width, height);
    corners.forEach((corner, i) => assert.deepEqual(put(map, corner), stage[order[i]], `${turn}, corner ${i}`));
  }
});

test("mirrored by hand: what stood left stands right", () => {
  const map = mirrored(mapToStage([10, 5, 40, 20], null, 200, 100), 200);
  assert.deepEqual(corners.map((corner) => put(map, corner)), [[200, 0], [0, 0], [0, 100], [200, 100]]);
});

test("regions that are none are not drawn", () => {
  assert.deepEqual(quadOf([1, 2, 3, 4]), [1, 2, 3, 4]);
  for (const bad of [null, undefined, [], [1, 2, 3], [0, 0, 0, 5], [0, 0, 5, -1], [0, 0, Number.NaN, 5]]) assert.equal(quadOf(bad), null);
});
