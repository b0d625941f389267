// Listings under notice as rows, and what each one's looks have found.
import { Link } from "react-router-dom";
import type { Measure } from "../api/client";
import { useText } from "../i18n";
import { shorten, visible } from "../lib/format";
import { State, When } from "./bits";

// What stands out of a measure in one line: first seen gone, failing looks, why it was refused.
export function MeasureSays({ row }: { row: Measure }) {
  const { t, local } = useText();
  if (row.state === "refused") return <span className="wrap">{t("measures.refusedFor", { why: local(row.refusal_name) || row.refusal || t("common.unknown") })}</span>;
  if (row.misses > 0) return <span className="amber">{t("measures.misses", { n: row.misses })}</span>;
  if (row.state !== "taken" && row.first_gone_at) {
    return (
      <span>
        {t("measures.firstGone")} <When time={row.first_gone_at} />
      </span>
    );
  }
  if (row.taken_at) {
    return (
      <span>
        {t("measures.taken")} <When time={row.taken_at} />
      </span>
    );
  }
  return null;
}

export function MeasureRows({ rows, titles }: { rows: Measure[]; titles?: (string | undefined)[] }) {
  const { t } = useText();
  return (
    <ul className="rows" data-testid="measures">
      {rows.map((row) => (
        <li key={row.id} className="loss" data-measure={row.id} data-state={row.state}>
          <span className="loss-head">
            <Link to={`/verify/${row.id}`} className="wrap">
              {visible(titles?.[row.item] || shorten(row.url, 40))}
            </Link>
            <State of="measure" state={row.state} />
          </span>
          <span className="muted wrap">
            {t("measures.looksCount", { n: row.looks })} · {row.next_look_at ? <>{t("measures.next")} <When time={row.next_look_at} /></> : t("measures.noNext")}
          </span>
          <MeasureSays row={row} />
        </li>
      ))}
    </ul>
  );
}
