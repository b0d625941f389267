// The blind sample: what waits for this person, where two disagreed, how often people agree.
import { App, Button, Input } from "antd";
import { useState } from "react";
import { Link, useLocation } from "react-router-dom";
import { asApiError, call, type Sample, type SampleFigures } from "../api/client";
import { forget, useGet } from "../api/use";
import { useText } from "../i18n";
import { percent } from "../lib/format";
import { usePages } from "../lib/pages";
import { Copyable, Empty, Failure, Heading, Shape, useFailureText, When } from "../parts/bits";
import { ListFoot } from "../parts/listfoot";
import { SampleTabs } from "../parts/sampletabs";
import { useMay } from "../session";

export default function Samples() {
  const { t } = useText();
  const { pathname } = useLocation();
  const tab = pathname.split("/")[2] ?? "decided";
  return (
    <div className="page">
      <SampleTabs />
      <Heading title={t("samples.title")} hint={t("samples.hint")} />
      {tab === "figures" ? <Figures /> : tab === "disagreed" ? <Disagreements /> : <ToJudge key={tab} kind={tab} />}
    </div>
  );
}

function ToJudge({ kind }: { kind: string }) {
  const { t } = useText();
  const pages = usePages<Sample>(`/samples?kind=${kind}&limit=50`);
  if (pages.error) return <Failure error={pages.error} onRetry={pages.reload} />;
  if (!pages.data) return <Shape rows={6} />;
  if (pages.items.length === 0) return <Empty title={t("samples.empty")} hint={t("samples.emptyHint")} />;
  return (
    <>
      <ul className="panel rows" data-testid="samples">
        {pages.items.map((sample, i) => (
          <li key={sample.id} className="history-row">
            <Link to={`/samples/judge/${sample.id}`}>
              {t("samples.judge")} {i + 1}
            </Link>
            <span className="muted">
              {t("samples.drawn")} <When time={sample.drawn_at} />
            </span>
          </li>
        ))}
      </ul>
      <ListFoot pages={pages} />
    </>
  );
}

function Disagreements() {
  const { t } = useText();
  const pages = usePages<Sample>("/samples?state=disagreed&limit=50");
  if (pages.error) return <Failure error={pages.error} onRetry={pages.reload} />;
  if (!pages.data) return <Shape rows={6} />;
  if (pages.items.length === 0) return <Empty title={t("samples.noDisagreements")} />;
  return (
    <>
      <p className="alert">{t("samples.settleTouches")}</p>
      <ul className="panel rows" data-testid="disagreements">
        {pages.items.map((sample) => (
          <Disagreement key={sample.id} sample={sample} onSettled={pages.reload} />
        ))}
      </ul>
      <ListFoot pages={pages} />
    </>
  );
}

function Said({ name, said, program }: { name: string; said: Sample["first"]; program?: boolean }) {
  const { t, named } = useText();
  if (!said) return null;
  return (
    <span>
      <span className="muted">{name}</span> <strong>{t(said.outcome === "suspect" ? "samples.suspect" : "samples.innocent")}</strong>
      {program ? <span className="muted"> · {t("samples.program")}</span> : null}
      {said.by ? <span className="muted"> · {said.by}</span> : null}
      {said.reason ? <span> · {named("reason", said.reason)}</span> : null}
      {said.note ? <span className="muted"> “{said.note}”</span> : null}
    </span>
  );
}

function Disagreement({ sample, onSettled }: { sample: Sample; onSettled: () => void }) {
  const { t } = useText();
  const { message } = App.useApp();
  const may = useMay();
  const say = useFailureText();
  const [note, setNote] = useState("");
  const [busy, setBusy] = useState(false);
  const settle = async (outcome: "innocent" | "suspect") => {
    setBusy(true);
    try {
      await call(`/samples/${sample.id}/settlement`, { method: "POST", version: sample.row_version, body: { outcome, note: note.trim() } });
      forget("/samples");
      forget("/flags");
      void message.success(t("samples.settledDone"));
      onSettled();
    } catch (cause) {
      void message.error(say(asApiError(cause)));
    } finally {
      setBusy(false);
    }
  };
  return (
    <li className="disagreement">
      <div className="disagreement-said">
        <Said name={t("samples.first")} said={sample.first} program={sample.kind === "cleared"} />
        <Said name={t("samples.second")} said={sample.second} />
        {sample.flag_id ? <Link to={`/flags/${sample.flag_id}`}>{t("samples.openLead")}</Link> : null}
      </div>
      {may("sample.settle") ? (
        <div className="decide-words">
          <Input value={note} maxLength={4000} placeholder={t("samples.settleNote")} aria-label={t("samples.settleNote")} onChange={(event) => setNote(event.target.value)} />
          <Button disabled={!note.trim()} loading={busy} onClick={() => void settle("innocent")} data-testid="settle-innocent">
            {t("samples.innocent")}
          </Button>
          <Button disabled={!note.trim()} loading={busy} onClick={() => void settle("suspect")} data-testid="settle-suspect">
            {t("samples.suspect")}
          </Button>
        </div>
      ) : null}
    </li>
  );
}

function Figures() {
  const { t } = useText();
  const { data, error, reload } = useGet<SampleFigures>("/sample-figures");
  if (error) return <Failure error={error} onRetry={reload} />;
  if (!data) return <Shape rows={8} />;
  return (
    <>
      <div className="right-cols" data-testid="sample-figures">
        <Figure name={t("samples.figureDecided")} figure={data.decided} />
        <Figure name={t("samples.figureCleared")} figure={data.cleared} cleared />
      </div>
      {data.seed_sha256 ? (
        <section className="panel pad">
          <h2>{t("samples.seed")}</h2>
          <p className="muted">{t("samples.seedHint")}</p>
          <Copyable value={data.seed_sha256} label={t("samples.seed")} />
        </section>
      ) : null}
    </>
  );
}

function Figure({ name, figure, cleared = false }: { name: string; figure: SampleFigures["decided"]; cleared?: boolean }) {
  const { t, lang } = useText();
  const number = (value: number) => value.toLocaleString(lang);
  const rate = (value: number | null | undefined, digits: number) => (value === null || value === undefined ? t("samples.none") : digits ? value.toFixed(digits) : percent(value));
  const rows: [string, string][] = [
    [t("samples.figure.share"), percent(figure.share)],
    [t("samples.figure.judged"), number(figure.judged)],
    ...(cleared
      ? ([[t("samples.figure.missed"), number(figure.missed ?? 0)], [t("samples.figure.missRate"), rate(figure.miss_rate, 0)]] as [string, string][])
      : ([[t("samples.figure.agreed"), number(figure.agreed)], [t("samples.figure.agreement"), rate(figure.agreement, 0)], [t("samples.figure.kappa"), rate(figure.kappa, 2)]] as [string, string][])),
    [t("samples.figure.open"), number(figure.open)],
    [t("samples.figure.disagreed"), number(figure.disagreed)],
    [t("samples.figure.settled"), number(figure.settled)],
    [t("samples.figure.secondRight"), number(figure.second_right)],
  ];
  const { table } = figure;
  return (
    <section className="panel pad">
      <h2>{name}</h2>
      <dl className="facts">
        {rows.map(([what, value]) => (
          <div key={what} className="fact-pair">
            <dt>{what}</dt>
            <dd className="num">{value}</dd>
          </div>
        ))}
      </dl>
      {cleared ? null : (
        <table className="counts agreement">
          <caption className="muted">{t("samples.table")}</caption>
          <thead>
            <tr>
              <th scope="col">
                <span className="unseen">{t("samples.first")}</span>
              </th>
              <th scope="col">{t("samples.innocent")}</th>
              <th scope="col">{t("samples.suspect")}</th>
            </tr>
          </thead>
          <tbody>
            <tr>
              <th scope="row">{t("samples.innocent")}</th>
              <td className="num">{table.innocent_innocent}</td>
              <td className="num">{table.innocent_suspect}</td>
            </tr>
            <tr>
              <th scope="row">{t("samples.suspect")}</th>
              <td className="num">{table.suspect_innocent}</td>
              <td className="num">{table.suspect_suspect}</td>
            </tr>
          </tbody>
        </table>
      )}
    </section>
  );
}
