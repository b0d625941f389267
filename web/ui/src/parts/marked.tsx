// Text of a listing with the matched spans marked: solid for what speaks against it, dotted for
// what speaks for it.
import { useMemo, useState } from "react";
import { useText } from "../i18n";
import { cutByMarks, type Mark, windowAround } from "../lib/spans";

interface Props {
  text: string;
  marks: Mark[];
  reach?: number; // long texts show so many characters around the first mark
  active?: string | null; // "guilty:0": the mark whose reason is pointed at
  onPoint?: (mark: string | null) => void;
}

export const markKey = (mark: Mark) => `${mark.kind}:${mark.index}`;

export function Marked({ text, marks, reach = 0, active = null, onPoint }: Props) {
  const { t } = useText();
  const [open, setOpen] = useState(false);
  const pieces = useMemo(() => cutByMarks(text, marks), [text, marks]);
  const [begin, end] = useMemo(
    () => (reach > 0 && !open ? windowAround(text, marks, reach) : [0, text.length]),
    [text, marks, reach, open],
  );
  let at = 0;
  const shown = pieces.map((piece, i) => {
    const from = at;
    at += piece.text.length;
    const cut = text.slice(Math.max(from, begin), Math.min(at, end));
    if (!cut || at <= begin || from >= end) return null;
    if (piece.marks.length === 0) return <span key={i}>{cut}</span>;
    const guilty = piece.marks.some((mark) => mark.kind === "guilty");
    const lit = active !== null && piece.marks.some((mark) => markKey(mark) === active);
    return (
      <mark
        key={i}
        className={`${guilty ? "hit" : "excuse"}${lit ? " lit" : ""}`}
        onMouseEnter={() => onPoint?.(markKey(piece.marks[0] as Mark))}
        onMouseLeave={() => onPoint?.(null)}
      >
        {cut}
      </mark>
    );
  });
  const cut = begin > 0 || end < text.length;
  return (
    <span className="marked">
      {begin > 0 ? "… " : null}
      {shown}
      {end < text.length ? " …" : null}
      {cut || (open && reach > 0) ? (
        <button type="button" className="linklike" onClick={() => setOpen(!open)}>
          {open ? t("flag.showLess") : t("flag.showAll")}
        </button>
      ) : null}
    </span>
  );
}
