// Marks of the matched text.  The API counts bytes of UTF-8; JavaScript counts UTF-16 units.
export interface Mark {
  span: [number, number];
  kind: "guilty" | "innocent";
  index: number; // which signal or clearing it belongs to
}

export interface Piece {
  text: string;
  marks: Mark[]; // empty: plain text
}

const bytesOf = (code: number) => (code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4);

// Turns byte offsets into UTF-16 offsets.  An offset inside a character moves to the character's
// start; one past the end, to the end.  A lone surrogate counts 3 bytes, as U+FFFD does.
export function unitOffsets(text: string, offsets: number[]): number[] {
  const order = offsets.map((offset, at) => ({ offset, at })).sort((a, b) => a.offset - b.offset);
  const result = new Array<number>(offsets.length).fill(text.length);
  let bytes = 0;
  let units = 0;
  let next = 0;
  while (next < order.length && units < text.length) {
    const code = text.codePointAt(units) as number;
    const width = bytesOf(code);
    while (next < order.length && (order[next] as { offset: number }).offset < bytes + width) {
      result[(order[next] as { at: number }).at] = units;
      ++next;
    }
    bytes += width;
    units += code > 0xffff ? 2 : 1;
  }
  return result;
}

// Cuts `text` where marks begin and end; marks may overlap.
export function cutByMarks(text: string, marks: Mark[]): Piece[] {
  const offsets = unitOffsets(text, marks.flatMap((mark) => mark.span));
  const placed = marks
    .map((mark, i) => ({ mark, begin: offsets[2 * i] as number, end: endOf(text, mark.span, offsets[2 * i + 1] as number) }))
    .filter((p) => p.end > p.begin);
  const edges = [...new Set([0, text.length, ...placed.flatMap((p) => [p.begin, p.end])])].sort((a, b) => a - b);
  const pieces: Piece[] = [];
  for (let i = 0; i + 1 < edges.length; ++i) {
    const begin = edges[i] as number;
    const end = edges[i + 1] as number;
    pieces.push({
      text: text.slice(begin, end),
      marks: placed.filter((p) => p.begin <= begin && p.end >= end).map((p) => p.mark),
    });
  }
  return pieces;
}

function endOf(text: string, span: [number, number], end: number): number {
  return span[1] <= span[0] ? -1 : Math.min(end, text.length);
}

// A window around the first mark, for long texts: [begin, end) in UTF-16 units on character borders.
export function windowAround(text: string, marks: Mark[], reach: number): [number, number] {
  if (text.length <= 2 * reach) return [0, text.length];
  const first = marks.length ? Math.min(...unitOffsets(text, marks.map((mark) => mark.span[0]))) : 0;
  let begin = Math.max(0, first - Math.floor(reach / 2));
  let end = Math.min(text.length, begin + 2 * reach);
  if (begin > 0 && isLow(text.charCodeAt(begin))) --begin;
  if (end < text.length && isLow(text.charCodeAt(end))) ++end;
  return [begin, end];
}

const isLow = (unit: number) => unit >= 0xdc00 && unit <= 0xdfff;
