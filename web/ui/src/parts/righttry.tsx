// Trying a right before it is saved: what it would have flagged lately, and what would make it quieter.
import { Button, Progress } from "antd";
import { useEffect, useRef, useState } from "react";
import { asApiError, call, type RightTrial, type TrialFlag, type TrialResult } from "../api/client";
import { useText } from "../i18n";
import { money, visible } from "../lib/format";
import { useFailureText, Weight, When } from "./bits";
import { Thumb } from "./picture";
import { Tags } from "./reasons";

const kPollMillis = 500;

interface Props {
  start: () => Promise<{ id: string }>; // begins the trial
  onApply?: (patch: Record<string, unknown>) => void; // without it suggestions are told only
  onRefused?: () => void; // something of the form must be mended first
}

export function TryRight({ start: begin, onApply, onRefused }: Props) {
  const { t } = useText();
  const say = useFailureText();
  const [trial, setTrial] = useState<RightTrial | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const alive = useRef(true);
  const id = trial?.id;
  const running = trial?.state === "running";
  useEffect(() => {
    alive.current = true;
    return () => {
      alive.current = false;
    };
  }, []);
  useEffect(() => {
    if (!id || !running) return;
    const timer = setInterval(() => {
      call<RightTrial>(`/rights/try/${id}`).then(
        (next) => alive.current && setTrial(next),
        (cause) => alive.current && (setFailure(say(asApiError(cause))), setTrial(null)),
      );
    }, kPollMillis);
    return () => clearInterval(timer);
    // `say` is new with each render and says the same.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [id, running]);
  const start = async () => {
    setBusy(true);
    setFailure(null);
    try {
      const begun = await begin();
      setTrial({ id: begun.id, state: "running", seen: 0, of: 0, suspected: 0, result: null });
    } catch (cause) {
      const error = asApiError(cause);
      setFailure(say(error));
      if (error.status === 400) onRefused?.();
    } finally {
      setBusy(false);
    }
  };
  const stop = async () => {
    if (id) await call<RightTrial>(`/rights/try/${id}`, { method: "DELETE" }).then(setTrial, () => {});
  };
  return (
    <section className="panel pad right-try" data-testid="try" data-state={trial?.state ?? "none"} aria-labelledby="try-title">
      <div className="try-head">
        <div>
          <h2 id="try-title">{t("try.title")}</h2>
          <p className="muted">{t("try.hint")}</p>
        </div>
        {running ? (
          <Button onClick={() => void stop()}>{t("try.stop")}</Button>
        ) : (
          <Button onClick={() => void start()} loading={busy} data-testid="try-start">
            {t(trial ? "try.again" : "try.start")}
          </Button>
        )}
      </div>
      {failure ? (
        <div className="alert alert-red" role="alert">
          {failure}
        </div>
      ) : null}
      {running ? (
        <div role="status" aria-live="polite">
          <Progress percent={trial.of > 0 ? Math.min(99, Math.round((100 * trial.seen) / trial.of)) : 0} size="small" aria-label={t("try.title")} />
          <p>{t("try.going", { seen: trial.seen, n: trial.suspected })}</p>
        </div>
      ) : null}
      {trial?.state === "cancelled" ? <p className="muted">{t("try.stopped")}</p> : null}
      {trial?.state === "failed" ? (
        <div className="alert alert-red" role="alert">
          <p>{t("try.failed")}</p>
          {trial.why ? <p className="mono wrap">{trial.why}</p> : null}
        </div>
      ) : null}
      {trial?.state === "done" && trial.result ? <Tried result={trial.result} {...(onApply ? { onApply } : {})} /> : null}
    </section>
  );
}

function Tried({ result, onApply }: { result: TrialResult; onApply?: (patch: Record<string, unknown>) => void }) {
  const { t, named, nearest, lang } = useText();
  const { forecast } = result;
  const range = (one: { expected: number; low: number; high: number }) => ({ n: one.expected.toLocaleString(lang), low: one.low.toLocaleString(lang), high: one.high.toLocaleString(lang) });
  // Rules share a word: each is told by its own name beside it.
  const shown = (detector: string) => (detector.startsWith("rule.") ? `${nearest("tag", detector, detector)} · ${detector.slice(5)}` : nearest("tag", detector, detector));
  return (
    <div data-testid="tried">
      <p className="try-sum">
        <span className="big num">{result.suspected}</span> {t("try.wouldFlag", { days: result.days, seen: result.seen })}{" "}
        <span className="muted">{t("try.cleared", { n: result.cleared })}</span>
      </p>
      {result.in_force ? (
        <p data-testid="try-in-force">{t("try.inForce", { n: result.in_force.suspected, raised: result.in_force.raised, gone: result.in_force.gone })}</p>
      ) : null}
      {forecast ? (
        <p data-testid="try-forecast">
          {forecast.per_week ? t("try.perWeek", range(forecast.per_week)) : t("try.perThousand", range(forecast.per_1000))}{" "}
          <span className="muted">{t("try.sure", { share: `${Math.round(forecast.level * 100)} %` })}</span>
          {forecast.per_week ? null : <span className="muted"> {t("try.tooShort")}</span>}
        </p>
      ) : null}
      {result.chance ? (
        <p className="muted" data-testid="try-chance">
          {t("try.chance", { ...range(result.chance.per_1000), names: result.chance.decoys, seen: result.chance.seen.toLocaleString(lang) })}
        </p>
      ) : null}
      {result.cut ? <p className="amber">{t(result.cut === "seconds" ? "try.cutSeconds" : "try.cutListings", { n: result.seen })}</p> : null}
      {result.pictures_missed ? <p className="muted">{t("try.picturesMissed", { n: result.pictures_missed })}</p> : null}
      {result.suspected === 0 ? <p className="muted">{t("try.nothing")}</p> : null}
      {result.suggestions.length > 0 ? (
        <>
          <h3>{t("try.suggestions")}</h3>
          <ul className="plain try-suggestions">
            {result.suggestions.map((one) => (
              <li key={`${one.kind}-${one.value}`} data-suggestion={one.kind}>
                <span>
                  {named("try.suggest", one.kind, one.kind, { value: visible(one.value) })}{" "}
                  <strong className="num">{t("try.removes", { n: one.removes, of: one.of })}</strong>
                  {one.strong > 0 ? <span className="amber"> {t("try.strongToo", { n: one.strong })}</span> : null}
                </span>
                {onApply ? (
                  <Button size="small" onClick={() => onApply(one.patch as Record<string, unknown>)}>
                    {t("try.apply")}
                  </Button>
                ) : null}
              </li>
            ))}
          </ul>
        </>
      ) : null}
      {result.suspected > 0 ? (
        <div className="thirds try-spread">
          <div>
            <h3>{t("try.byDetector")}</h3>
            <Counts rows={result.by_detector.map((row) => [shown(row.detector ?? ""), row.count ?? 0])} />
          </div>
          <div>
            <h3>{t("try.sellers", { n: result.sellers_total })}</h3>
            <Counts rows={result.sellers.map((row) => [visible(row.name ?? row.id ?? t("common.unknown")), row.count])} />
          </div>
          <div>
            <h3>{t("try.prices")}</h3>
            {result.prices ? (
              <dl className="facts">
                <dt>{t("try.priceRange")}</dt>
                <dd className="num">{money({ amount: result.prices.lowest ?? "", amount_max: result.prices.highest ?? "", currency: result.prices.currency ?? "" })}</dd>
                <dt>{t("try.priceMedian")}</dt>
                <dd className="num">{money({ amount: result.prices.median ?? "", currency: result.prices.currency ?? "" })}</dd>
                {result.prices.below_half != null ? (
                  <>
                    <dt>{t("try.priceLow")}</dt>
                    <dd className="num">{result.prices.below_half}</dd>
                  </>
                ) : null}
              </dl>
            ) : (
              <p className="muted">{t("try.noPrices")}</p>
            )}
            <h3>{t("try.platforms")}</h3>
            <Counts rows={result.platforms.map((row) => [row.platform ?? "", row.count ?? 0])} />
          </div>
        </div>
      ) : null}
      <Samples title={t("try.strongest")} rows={result.strongest} name="strongest" />
      <Samples title={t("try.borderline", { n: result.threshold_db })} rows={result.borderline} name="borderline" />
    </div>
  );
}

function Counts({ rows }: { rows: [string, number][] }) {
  const most = Math.max(1, ...rows.map(([, n]) => n));
  return (
    <table className="bars">
      <thead className="unseen">
        <tr>
          <th scope="col">·</th>
          <th scope="col">·</th>
          <th scope="col">·</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(([name, n]) => (
          <tr key={name}>
            <th scope="row" title={name}>
              {name}
            </th>
            <td>
              <svg viewBox="0 0 100 6" width="100%" height="6" aria-hidden="true" preserveAspectRatio="none">
                <rect width={(100 * n) / most} height="6" rx="2" className="weight-fill" />
              </svg>
            </td>
            <td className="num">{n}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Samples({ title, rows, name }: { title: string; rows: TrialFlag[]; name: string }) {
  const { t } = useText();
  if (rows.length === 0) return null;
  return (
    <>
      <h3>{title}</h3>
      <ul className="rows panel try-rows" data-testid={`try-${name}`}>
        {rows.map((row, i) => (
          <li key={`${row.url}-${i}`}>
            <Thumb sha256={row.picture} size={44} />
            <div className="try-row">
              <span className="wrap">{visible(row.title)}</span>
              <span className="muted wrap">
                {[visible(row.seller ?? ""), row.platform, money(row.price)].filter(Boolean).join(" · ")} · <When time={row.seen_at} />
              </span>
              <Tags codes={row.verdict === "cleared" ? row.cleared_by.map((one) => one.detector ?? "") : row.reason_codes} cleared={row.verdict === "cleared"} />
            </div>
            <div className="try-weight">
              <Weight db={row.db} />
              {row.raised ? <span className="state state-amber">{t("try.raised")}</span> : null}
              {row.verdict === "cleared" ? <span className="muted">{t("verdict.cleared")}</span> : null}
            </div>
          </li>
        ))}
      </ul>
    </>
  );
}
