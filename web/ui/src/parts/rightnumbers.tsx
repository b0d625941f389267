// What became of a right in numbers, each of which opens its rows; leads week by week.
import { Link } from "react-router-dom";
import type { RightRecord } from "../api/client";
import { useText } from "../i18n";
import { percent } from "../lib/format";

const sum = (counts: Record<string, number> | null | undefined, ...names: string[]) => (names.length ? names : Object.keys(counts ?? {})).reduce((n, name) => n + (counts?.[name] ?? 0), 0);

export function RightNumbers({ id, record }: { id: string; record: RightRecord }) {
  const { t, named } = useText();
  const more = record.more ? "+" : "";
  const flags = record.flags ?? {};
  const numbers: [string, string, number, string?][] = [
    ["found", `/flags?right=${id}&state=any`, sum(flags), more],
    ["open", `/flags?right=${id}`, sum(flags, "new", "reopened", "second_look"), more],
    ["cases", `/rights/${id}?tab=cases`, record.cases],
    ["notices", `/rights/${id}?tab=notices`, sum(record.notices)],
    ["down", `/rights/${id}?tab=measures&state=taken`, sum(record.measures, "taken")],
    ["refused", `/rights/${id}?tab=measures&state=refused`, sum(record.measures, "refused")],
    ["back", `/rights/${id}?tab=relists`, record.relists + sum(record.measures, "back")],
    ["questions", "/identifications", record.questions],
  ];
  const most = Math.max(1, ...record.weeks.map((week) => week.total));
  return (
    <>
      <section className="panel funnel right-numbers" aria-label={t("rights.numbers")} data-testid="right-numbers">
        {numbers.map(([name, to, n, end = ""]) => (
          <div key={name}>
            <span className="muted">{named("rights.number", name)}</span>
            <Link className="big num" to={to} data-number={name}>
              {n}
              {end}
            </Link>
          </div>
        ))}
        {record.cleanliness ? (
          <div>
            <span className="muted">{t("rights.cleanliness")}</span>
            <Link className="big num" to={`/flags?right=${id}&state=any&verdict=any`} title={t("rights.cleanlinessOf", { n: record.cleanliness.clean ?? 0, of: record.cleanliness.of ?? 0 })}>
              {percent(record.cleanliness.share ?? 0)}
            </Link>
          </div>
        ) : null}
      </section>
      {record.weeks.length > 0 ? (
        <section className="panel pad right-weeks">
          <h2>{t("rights.weeks")}</h2>
          <div className="figure-scroll" tabIndex={0} role="group" aria-label={t("rights.weeks")}>
            <table className="weeks">
              <thead>
                <tr>
                  <th scope="col">{t("rights.week")}</th>
                  <th scope="col">{t("rights.number.found")}</th>
                  <th scope="col">
                    <span className="unseen">{t("rights.weeks")}</span>
                  </th>
                  {["dismissed", "in_case"].map((state) => (
                    <th key={state} scope="col">
                      {named("state", state)}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {[...record.weeks].reverse().map((week) => (
                  <tr key={week.week}>
                    <th scope="row" className="num">
                      {week.week}
                    </th>
                    <td className="num">{week.total}</td>
                    <td className="weeks-bar">
                      <svg viewBox="0 0 100 8" width="100%" height="8" aria-hidden="true" preserveAspectRatio="none">
                        <rect width={(100 * week.total) / most} height="8" rx="2" className="weight-rail" />
                        <rect width={(100 * sum(week.states, "in_case")) / most} height="8" rx="2" className="weight-fill" />
                      </svg>
                    </td>
                    <td className="num">{week.states.dismissed ?? 0}</td>
                    <td className="num">{week.states.in_case ?? 0}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </section>
      ) : null}
    </>
  );
}
