// The rows behind one number of a right.
import { Link } from "react-router-dom";
import { query, type RightRowOf } from "../api/client";
import { useText } from "../i18n";
import { shorten, visible } from "../lib/format";
import { usePages } from "../lib/pages";
import type { Stateful } from "../lib/tones";
import { useMay } from "../session";
import { Empty, Failure, Shape, State, When } from "./bits";
import { ListFoot } from "./listfoot";

export const kRowsOf = ["cases", "notices", "measures", "relists"] as const;
export type RowsOf = (typeof kRowsOf)[number];

export function RightRows({ id, of, state }: { id: string; of: RowsOf; state: string }) {
  const { t, named } = useText();
  const may = useMay();
  const pages = usePages<RightRowOf>(`/rights/${id}/rows${query({ of, state: of === "measures" ? state : "", limit: 50 })}`);
  // A holder's account opens what is its own; cases and notices are the bureau's.
  const opens = may("task.see");
  const titleOf = (row: RightRowOf) => {
    if (of === "cases") return row.title || t("rights.caseNo", { id: row.id });
    if (of === "notices") return `${row.platform ?? ""} · ${named("rights.regime", row.regime ?? "", row.regime ?? "")}`;
    return visible(row.title || shorten(row.url ?? "", 40));
  };
  const toOf = (row: RightRowOf) => (of === "cases" ? `/cases/${row.id}` : of === "notices" ? `/notices/${row.id}` : of === "measures" ? `/verify/${row.id}` : null);
  const stateful: Stateful | undefined = of === "measures" ? "measure" : undefined;
  return (
    <section className="panel" data-testid={`rows-${of}`}>
      {pages.error ? <Failure error={pages.error} onRetry={pages.reload} /> : null}
      {!pages.data && pages.loading ? <Shape rows={4} /> : null}
      {pages.data && pages.items.length === 0 ? <Empty title={named("rights.noRows", of)} hint={named("rights.noRowsHint", of)} /> : null}
      {state && of === "measures" ? (
        <p className="pad muted">
          {named("state.measure", state)} · <Link to={`/rights/${id}?tab=measures`}>{t("common.all")}</Link>
        </p>
      ) : null}
      <ul className="rows">
        {pages.items.map((row) => {
          const to = toOf(row);
          return (
            <li key={row.id}>
              <span className="loss-head">
                {to && (opens || of === "measures") ? (
                  <Link to={to} className="wrap">
                    {titleOf(row)}
                  </Link>
                ) : (
                  <span className="wrap">{titleOf(row)}</span>
                )}
                {row.state ? stateful ? <State state={row.state} of={stateful} /> : <State state={row.state} /> : null}
              </span>
              <span className="muted wrap">
                {of === "cases" ? (
                  <>
                    {t("rights.leadsIn", { n: row.flags ?? 0 })} · <When time={row.created_at} />
                  </>
                ) : null}
                {of === "notices" ? (
                  <>
                    {t("rights.linksIn", { n: row.items ?? 0 })} · {row.sent_at ? <>{t("rights.sentAt")} <When time={row.sent_at} /></> : <>{t("rights.notSent")}</>}
                  </>
                ) : null}
                {of === "measures" ? (
                  <>
                    {row.platform} · {t("rights.askedAt")} <When time={row.asked_at} />
                    {row.taken_at ? <> · {t("rights.takenAt")} <When time={row.taken_at} /></> : null}
                  </>
                ) : null}
                {of === "relists" ? (
                  <>
                    {[row.platform, visible(row.seller ?? "")].filter(Boolean).join(" · ")} · {t("rights.seenAt")} <When time={row.seen_at} />
                  </>
                ) : null}
              </span>
              {row.url && row.title && (of === "measures" || of === "relists") ? <span className="muted mono wrap right-address">{visible(row.url ?? "")}</span> : null}
            </li>
          );
        })}
      </ul>
      <ListFoot pages={pages} />
    </section>
  );
}
