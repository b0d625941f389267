// Terms that run: what is left in words and colour, the day on which each ends, and what its row of law is worth.
import { Tooltip } from "antd";
import { useEffect, useState } from "react";
import type { Deadline } from "../api/client";
import { useText } from "../i18n";
import { beijing, utc } from "../lib/format";
import { timeLeft } from "../lib/timeleft";
import { State, When } from "./bits";

const kTick = 30_000;

// The time now, again and again: what is left changes while somebody looks.
export function useNow(): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), kTick);
    return () => clearInterval(timer);
  }, []);
  return now;
}

// "3 days left", red when it is over, amber within three days.
export function Left({ due, big = false }: { due: string; big?: boolean }) {
  const { t } = useText();
  const left = timeLeft(due, useNow());
  if (!left) return null;
  return (
    <span className={`left left-${left.tone}${big ? " left-big" : ""}`} data-tone={left.tone}>
      {left.over ? t(`deadlines.over.${left.unit}`, { n: left.n }) : t(`deadlines.left.${left.unit}`, { n: left.n })}
    </span>
  );
}

export function Marks({ term }: { term: Deadline }) {
  const { t } = useText();
  return (
    <>
      {term.holidays_unknown ? (
        <Tooltip title={t("deadlines.holidaysUnknownHint")}>
          <span className="tag tag-amber" tabIndex={0}>
            {t("deadlines.holidaysUnknown")}
          </span>
        </Tooltip>
      ) : null}
      {term.verified === false ? (
        <Tooltip title={t("deadlines.unverifiedHint")}>
          <span className="tag tag-amber" tabIndex={0}>
            {t("deadlines.unverified")}
          </span>
        </Tooltip>
      ) : null}
    </>
  );
}

// A term that ends with a day ends at 24:00 of it.
export function Due({ term }: { term: Deadline }) {
  const { t, lang } = useText();
  if (term.last_day && term.zone === "Asia/Shanghai") {
    return (
      <Tooltip title={`${beijing(term.due, lang)} ${t("common.beijing")} · ${utc(term.due)}`}>
        <span className="num" tabIndex={0}>
          {t("deadlines.untilDay", { day: term.last_day })}
        </span>
      </Tooltip>
    );
  }
  return <When time={term.due} />;
}

export function LawOf({ term }: { term: Deadline }) {
  const { t, local } = useText();
  const words = `${local(term.statute)} ${local(term.article)}`.trim();
  return <span className="muted">{words || t("deadlines.own")}</span>;
}

export function Standing({ term }: { term: Deadline }) {
  const { t } = useText();
  if (term.state === "running") return <Left due={term.due} />;
  if (term.state === "suspended") return <span className="left left-amber">{t("deadlines.suspended", { n: term.days_left ?? 0 })}</span>;
  return <State of="term" state={term.state} />;
}

// The terms of one notice, counter-notice or clue; those that run come first, soonest first.
export function RunningTerms({ terms }: { terms: Deadline[] }) {
  const { t, local } = useText();
  const order = (term: Deadline) => (term.state === "running" ? 0 : term.state === "suspended" ? 1 : term.state === "over" ? 2 : 3);
  const rows = terms.slice().sort((a, b) => order(a) - order(b) || a.due.localeCompare(b.due));
  if (rows.length === 0) return null;
  return (
    <section className="terms" aria-label={t("deadlines.running")}>
      <h2>{t("deadlines.running")}</h2>
      <ul className="term-list" data-testid="running-terms">
        {rows.map((term) => (
          <li key={term.id} className="term" data-state={term.state}>
            <span className="term-head">
              <strong>{local(term.name)}</strong> <Standing term={term} />
            </span>
            <span>
              <Due term={term} /> <Marks term={term} />
            </span>
            <LawOf term={term} />
            {term.state === "over" && term.ended_at ? (
              <span className="muted">
                {t("deadlines.lateAt")} <When time={term.ended_at} />
              </span>
            ) : null}
          </li>
        ))}
      </ul>
    </section>
  );
}
