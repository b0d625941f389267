// Views of a picture as the matcher names them ("whole", "flip_x", "centre80", "trim_flip_x", "local"), and the map that lays the
// matched region of the listing's picture over that of the right's.
export type Quad = [number, number, number, number]; // x, y, width, height

// (u, v) of the unit square goes to (a*u + c*v + e, b*u + d*v + f).
export type Affine = [number, number, number, number, number, number];

// What a turn does to the unit square, y downwards; turns are counter-clockwise, as the matcher counts them.
const kTurns: Record<string, Affine> = {
  rotate90: [0, -1, 1, 0, 0, 1],
  rotate180: [-1, 0, 0, -1, 1, 1],
  rotate270: [0, 1, -1, 0, 1, 0],
  flip_x: [-1, 0, 0, 1, 1, 0],
  flip_y: [1, 0, 0, -1, 0, 1],
  flip_diagonal: [0, 1, 1, 0, 0, 0],
  flip_antidiagonal: [0, -1, -1, 0, 1, 1],
};
const kNone: Affine = [1, 0, 0, 1, 0, 0];

export interface View {
  turn: string | null; // a key of kTurns
  cut: string | null; // "trim", "centre", ... without its number
  percent: number | null; // of "centre80"
}

// Null when the view is not known.
export function parseView(name: string | null | undefined): View | null {
  if (!name) return null;
  const turn = Object.keys(kTurns).find((one) => new RegExp(`(^|_)${one}(_|$)`).test(name)) ?? null;
  const rest = name.replace(turn ?? "", "").replace(/^_+|_+$/g, "");
  if (!rest || rest === "whole") return { turn, cut: null, percent: null };
  const numbered = /^(.*?)_?(\d{1,3})$/.exec(rest);
  return numbered ? { turn, cut: numbered[1] as string, percent: Number(numbered[2]) } : { turn, cut: rest, percent: null };
}

// Maps pixels of the listing's upright picture so that `region`, turned, fills a stage of `width` x `height`.
export function mapToStage(region: Quad, turn: string | null, width: number, height: number): Affine {
  const [x, y, w, h] = region;
  const [a, b, c, d, e, f] = (turn && kTurns[turn]) || kNone;
  return [
    (a * width) / w,
    (b * height) / w,
    (c * width) / h,
    (d * height) / h,
    width * (e - (a * x) / w - (c * y) / h),
    height * (f - (b * x) / w - (d * y) / h),
  ];
}

// The same map, mirrored left to right on a stage of `width`.
export const mirrored = ([a, b, c, d, e, f]: Affine, width: number): Affine => [-a, b, -c, d, width - e, f];

// A region that can be drawn; null when the numbers are none.
export function quadOf(region: readonly number[] | null | undefined): Quad | null {
  if (!region || region.length !== 4 || !region.every(Number.isFinite)) return null;
  const [x, y, w, h] = region as Quad;
  return w > 0 && h > 0 ? [x, y, w, h] : null;
}
