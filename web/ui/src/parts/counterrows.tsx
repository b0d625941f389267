// Counter-notices as rows, with the clock of each.
import { Link } from "react-router-dom";
import type { CounterNotice } from "../api/client";
import { useVocabulary } from "../api/vocabulary";
import { useText } from "../i18n";
import { visible } from "../lib/format";
import { State, When } from "./bits";
import { Left } from "./clock";

// Those that wait for a decision, the soonest first; then the rest as they come.
export const isWaiting = (one: CounterNotice) => one.state === "received" || (one.state === "restoring" && one.due != null);
export const soonestFirst = (rows: CounterNotice[]) => rows.slice().sort((a, b) => (a.due ?? "9").localeCompare(b.due ?? "9"));

export function CounterRows({ rows }: { rows: CounterNotice[] }) {
  const { t } = useText();
  const reasons = useVocabulary("counter_reasons");
  return (
    <ul className="rows" data-testid="counter-rows">
      {rows.map((one) => (
        <li key={one.id} className={isWaiting(one) ? "loss counter-waits" : "loss"} data-counter={one.id} data-state={one.state}>
          <span className="loss-head">
            <Link to={`/counter-notices/${one.id}`} className="wrap">
              {visible(one.from.name)} · {reasons.nameOf(one.reason)}
            </Link>
            <State of="counter" state={one.state} />
          </span>
          {one.due ? (
            <span>
              {t("counter.answerBy")} <When time={one.due} /> <Left due={one.due} />
            </span>
          ) : null}
          {one.late ? <span className="muted">{t("counter.late")}</span> : null}
          <span className="muted clip">{visible(one.statement)}</span>
          <span className="muted">
            {one.platform ? `${one.platform} · ` : ""}
            <When time={one.received_at} />
          </span>
        </li>
      ))}
    </ul>
  );
}
