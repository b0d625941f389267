// The month's terms on the days that they end with; days off are marked.
import { Button } from "antd";
import { Link } from "react-router-dom";
import { type Deadline, type DeadlineCalendar, query } from "../api/client";
import { useGet } from "../api/use";
import { useText } from "../i18n";
import { isMonth, monthAfter, weekday, weeksOf } from "../lib/calendar";
import { useFilters } from "../lib/filters";
import { beijing } from "../lib/format";
import { useKeys } from "../lib/keys";
import { subjectPath } from "../lib/subjects";
import { timeLeft } from "../lib/timeleft";
import { aboutText } from "../parts/about";
import { Failure, Heading, Shape } from "../parts/bits";
import { useNow } from "../parts/clock";
import { DeadlineTabs } from "../parts/deadlinetabs";

const kShown = 3;
const kWeek = [0, 1, 2, 3, 4, 5, 6] as const;
type Day = DeadlineCalendar["days"][number];

function Entry({ term }: { term: Deadline }) {
  const text = useText();
  const { t, named, local } = text;
  const now = useNow();
  const left = timeLeft(term.due, now);
  const tone = term.state === "running" ? (left?.tone ?? "plain") : term.state === "over" ? "red" : "quiet";
  const path = term.subject ? subjectPath(term.subject, {}, term.case) : null;
  const still = left && term.state === "running" ? t(`deadlines.${left.over ? "over" : "left"}.${left.unit}`, { n: left.n }) : "";
  const says = [local(term.name), aboutText(text, term), named("state.term", term.state), still].filter(Boolean).join(" · ");
  const words = (
    <>
      <span className="cal-name">{local(term.name)}</span>
      <span className="cal-about">{aboutText(text, term)}</span>
    </>
  );
  return path ? (
    <Link to={path} className={`cal-term cal-${tone}`} title={says}>
      {words}
    </Link>
  ) : (
    <span className={`cal-term cal-${tone}`} title={says}>
      {words}
    </span>
  );
}

function Cell({ day, today }: { day: Day; today: string }) {
  const { t } = useText();
  const n = Number(day.day.slice(8));
  // What is unusual is said: a worked week-end, a weekday off.
  const weekend = weekday(day.day) >= 5;
  return (
    <div className={`cal-day${day.worked ? "" : " cal-off"}${day.day === today ? " cal-today" : ""}${day.items.length ? " cal-has" : ""}`} role="cell" data-day={day.day}>
      <span className="cal-n num">
        <time dateTime={day.day}>{n}</time>
        {day.worked && !weekend ? null : <span className={day.worked ? "cal-mark" : "cal-mark cal-mark-off"}>{t(day.worked ? "deadlines.dayWorked" : "deadlines.dayOff")}</span>}
        {day.day === today ? <span className="cal-mark">{t("deadlines.isToday")}</span> : null}
      </span>
      {day.items.slice(0, kShown).map((term) => (
        <Entry key={term.id} term={term} />
      ))}
      {day.items.length > kShown ? (
        <details className="cal-more">
          <summary>{t("deadlines.more", { n: day.items.length - kShown })}</summary>
          {day.items.slice(kShown).map((term) => (
            <Entry key={term.id} term={term} />
          ))}
        </details>
      ) : null}
    </div>
  );
}

export default function CalendarPage() {
  const { t } = useText();
  const { get, set } = useFilters();
  const here = beijing(new Date().toISOString()).slice(0, 7);
  const asked = get("month");
  const month = isMonth(asked) ? asked : here;
  const { data, error, loading, reload } = useGet<DeadlineCalendar>(`/deadlines/calendar${query({ month })}`);
  const go = (to: string) => set("month", to === here ? undefined : to);
  useKeys({ ArrowLeft: () => go(monthAfter(month, -1)), ArrowRight: () => go(monthAfter(month, 1)), t: () => go(here) });
  return (
    <div className="page">
      <DeadlineTabs />
      <Heading title={t("deadlines.month", { month })} hint={t("deadlines.calendarKeys")}>
        <Button onClick={() => go(monthAfter(month, -1))} aria-label={t("deadlines.prev")} title={t("deadlines.prev")} data-testid="month-prev">
          ←
        </Button>
        <span className="num strong" aria-live="polite" data-testid="month">
          {month}
        </span>
        <Button onClick={() => go(monthAfter(month, 1))} aria-label={t("deadlines.next")} title={t("deadlines.next")} data-testid="month-next">
          →
        </Button>
        <Button onClick={() => go(here)} disabled={month === here}>
          {t("deadlines.today")}
        </Button>
      </Heading>
      {error ? <Failure error={error} onRetry={reload} /> : null}
      {!data && loading ? <Shape rows={12} /> : null}
      {data && !data.known ? <p className="alert alert-amber">{t("deadlines.unknownYear")}</p> : null}
      {data?.cut ? <p className="alert alert-amber">{t("deadlines.cut")}</p> : null}
      {data ? (
        <div className="panel cal" role="table" aria-label={t("deadlines.month", { month })}>
          <div className="cal-row cal-heads" role="row">
            {kWeek.map((n) => (
              <span key={n} role="columnheader" className="muted">
                {t(`deadlines.weekday.${n}`)}
              </span>
            ))}
          </div>
          {weeksOf(data.days).map((week, i) => (
            <div key={i} className="cal-row" role="row">
              {week.map((day, at) => (day ? <Cell key={day.day} day={day} today={data.today} /> : <span key={at} className="cal-none" role="cell" aria-hidden="true" />))}
            </div>
          ))}
        </div>
      ) : null}
    </div>
  );
}
