// A case's history in one list, gathered from what the case, its notices and all that follows them say.
import { useEffect, useState } from "react";
import { Link } from "react-router-dom";
import { type ApiError, asApiError, call, type CaseDetail, type Clue, type ClueDetail, type CounterNotice, type Identification, type Measure, type Notice, query, type Relist } from "../api/client";
import { useText } from "../i18n";
import { historyOf, type Happening } from "../lib/casehistory";
import { visible } from "../lib/format";
import { useMay } from "../session";
import { Empty, Failure, Shape, When } from "./bits";

const kMaxNotices = 20;
const kRows = 200;

export function CaseHistory({ made }: { made: CaseDetail }) {
  const { t, named } = useText();
  const may = useMay();
  const [rows, setRows] = useState<Happening[] | null>(null);
  const [error, setError] = useState<ApiError | null>(null);
  const [round, setRound] = useState(0);
  useEffect(() => {
    let live = true;
    const notices = made.notices.slice(0, kMaxNotices);
    const list = async <T,>(permission: string, path: string, params: Record<string, string | number>) =>
      may(permission) ? (await call<{ items: T[] }>(`${path}${query({ ...params, limit: kRows })}`)).items : [];
    const gather = async () => {
      const [whole, measures, counters, clues, questions, relists] = await Promise.all([
        Promise.all(notices.map((one) => call<Notice>(`/notices/${one.id}`))),
        list<Measure>("measure.see", "/measures", { case: made.id }),
        Promise.all(notices.map((one) => list<CounterNotice>("notice.see", "/counter-notices", { notice: one.id }))),
        list<Clue>("clue.see", "/clues", { case: made.id }).then((some) => Promise.all(some.map((one) => call<ClueDetail>(`/clues/${one.id}`)))),
        may("identification.answer") ? [] : list<Identification>("identification.see", "/identifications", { case: made.id }),
        list<Relist>("measure.see", "/relists", { case: made.id }),
      ]);
      return historyOf({ made, notices: whole, measures, counters: counters.flat(), clues, questions, relists });
    };
    setError(null);
    gather().then(
      (found) => live && setRows(found),
      (cause: unknown) => live && setError(asApiError(cause)),
    );
    return () => {
      live = false;
    };
  }, [made, may, round]);
  // "notices.did.sent" of the catalogue; a kind that no catalogue has is shown as it is.
  const words = (what: string) => {
    const cut = what.indexOf(".", what.indexOf(".") + 1);
    return named(what.slice(0, cut), what.slice(cut + 1));
  };
  return (
    <section className="panel" aria-labelledby="case-history" data-testid="case-history">
      <header className="panel-head">
        <h2 id="case-history">{t("casefile.timeline")}</h2>
        <span className="muted">{t("casefile.historyHint")}</span>
      </header>
      {error ? <Failure error={error} onRetry={() => setRound((n) => n + 1)} /> : null}
      {!rows && !error ? <Shape rows={6} /> : null}
      {rows && rows.length === 0 ? <Empty title={t("casefile.noHistory")} /> : null}
      <ol className="timeline pad">
        {(rows ?? []).map((row, i) => (
          <li key={`${row.at}${row.what}${i}`}>
            <span>
              <When time={row.at} /> <Link to={row.to}>{words(row.what)}</Link>
            </span>
            <span className="muted wrap">{[row.about, row.by].filter(Boolean).map(visible).join(" · ")}</span>
            {row.why ? <span className="wrap">{visible(row.why)}</span> : null}
          </li>
        ))}
      </ol>
      {made.notices.length > kMaxNotices ? <p className="muted pad">{t("casefile.more", { n: kMaxNotices })}</p> : null}
    </section>
  );
}
