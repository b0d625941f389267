// One sample, judged blind: listing and right as on the lead's own page, nothing of what was decided.
import { App, Button, Input, type InputRef } from "antd";
import { useEffect, useMemo, useRef, useState } from "react";
import { useNavigate, useParams } from "react-router-dom";
import { asApiError, call, type FlagDetail, type Sample, type SamplePage } from "../api/client";
import { useVocabulary } from "../api/vocabulary";
import { forget, useGet } from "../api/use";
import { useText } from "../i18n";
import { useKeys } from "../lib/keys";
import { pairsOf, unmatchedPair } from "../lib/pairs";
import { Failure, Shape, useFailureText } from "../parts/bits";
import { Compare } from "../parts/compare";
import { ListingColumn, RightColumn } from "../parts/flagcolumns";
import { ReadingLine } from "../parts/reading";
import { WhyColumn } from "../parts/weighed";

export default function SampleToJudge() {
  const { id = "" } = useParams();
  const { t, named } = useText();
  const { message } = App.useApp();
  const say = useFailureText();
  const navigate = useNavigate();
  const { data: sample, error, reload } = useGet<Sample & { flag: FlagDetail }>(`/samples/${id}`);
  const [outcome, setOutcome] = useState<"suspect" | "innocent" | null>(null);
  const [reason, setReason] = useState<string | null>(null);
  const reasons = useVocabulary("dismissals");
  const [note, setNote] = useState("");
  const [busy, setBusy] = useState(false);
  const [pointed, setPointed] = useState<string | null>(null);
  const top = useRef<HTMLDivElement>(null);
  const noteField = useRef<InputRef>(null);
  const compare = useRef<HTMLElement>(null);
  useEffect(() => {
    setOutcome(null);
    setReason(null);
    setNote("");
    window.scrollTo(0, 0);
    top.current?.focus({ preventScroll: true });
  }, [id]);
  const flag = sample?.flag;
  const hit = flag?.hits[0];
  const pairs = useMemo(() => (flag && hit ? pairsOf(hit.result.signals, flag.pictures) : []), [flag, hit]);
  const shown = useMemo(() => {
    const other = flag && pairs.length === 0 ? unmatchedPair(flag.pictures) : null;
    return other ? [other] : pairs;
  }, [flag, pairs]);
  const list = sample?.kind === "cleared" ? "/samples/cleared" : "/samples";
  const ready = outcome === "suspect" || (outcome === "innocent" && reason !== null);
  const submit = async () => {
    if (!sample || !ready || busy) return;
    setBusy(true);
    try {
      await call(`/samples/${id}/judgement`, {
        method: "POST",
        version: sample.row_version,
        body: { outcome, ...(outcome === "innocent" && reason ? { reason } : {}), ...(note.trim() ? { note: note.trim() } : {}) },
      });
      forget("/samples");
      void message.success(t("samples.done"));
      const rest = await call<SamplePage>(`/samples?kind=${sample.kind}&limit=1`);
      const next = rest.items[0];
      if (!next) void message.info(t("samples.noMore"));
      navigate(next ? `/samples/judge/${next.id}` : list);
    } catch (cause) {
      void message.error(say(asApiError(cause)));
    } finally {
      setBusy(false);
    }
  };
  const pick = (index: number) => {
    const picked = reasons.words[index];
    if (!picked) return;
    setOutcome("innocent");
    setReason(picked.code);
    if (picked.note) setTimeout(() => noteField.current?.focus(), 0);
  };
  useKeys(
    {
      ...Object.fromEntries(reasons.words.slice(0, 9).map((_, i) => [String(i + 1), () => pick(i)])),
      s: () => setOutcome("suspect"),
      i: () => setOutcome("innocent"),
      Enter: () => void submit(),
      q: () => navigate(list),
    },
    !busy,
  );
  if (error) {
    return (
      <div className="page">
        <Failure error={error} onRetry={reload} />
      </div>
    );
  }
  if (!sample || !flag || !hit) {
    return (
      <div className="page">
        <Shape rows={14} />
      </div>
    );
  }
  return (
    <div className="flagpage" data-sample={id}>
      <div className="flagbar" ref={top} tabIndex={-1}>
        <Button type="text" size="small" onClick={() => navigate(list)}>
          ← {t("nav.samples")}
        </Button>
        <h1 className="flagbar-title">
          <span className="clip">{flag.listing.seller?.name || t("common.unknown")}</span>
          <span className="arrow" aria-hidden="true">
            →
          </span>
          <span className="clip">
            {flag.right.title} <span className="muted">{named("kind", flag.registered.kind)}</span>
          </span>
        </h1>
      </div>
      <p className="alert alert-amber">{t(sample.kind === "cleared" ? "samples.clearedKind" : "samples.blind")}</p>
      <div className="flagcols">
        <ListingColumn flag={flag} hit={hit} pairs={pairs} pointed={pointed} onPoint={setPointed} />
        <RightColumn flag={flag} pairs={pairs} />
        <WhyColumn chance={null} upheld={null} hit={hit} context={undefined} pointed={pointed} onPoint={setPointed} />
      </div>
      {shown.length > 0 ? <Compare key={id} pairs={shown} frame={compare} /> : null}
      {hit.result.signals.some((signal) => signal.span && signal.detector.startsWith("text.")) ? (
        <section className="panel strip" aria-label={t("flag.chain")}>
          <div className="strip-main">
            {hit.result.signals
              .filter((signal) => signal.span && signal.detector.startsWith("text."))
              .slice(0, 3)
              .map((signal, i) => (
                <ReadingLine key={i} signal={signal} reading={undefined} />
              ))}
          </div>
        </section>
      ) : null}
      <section className="decide" aria-label={t("samples.judge")}>
        <div className="decide-reasons" role="radiogroup" aria-label={t("flag.pickReason")}>
          <button type="button" role="radio" aria-checked={outcome === "suspect"} className={outcome === "suspect" ? "here" : ""} onClick={() => setOutcome("suspect")} data-testid="judge-suspect">
            <kbd>S</kbd> {t("samples.suspect")}
          </button>
          {reasons.words.map(({ code }, i) => (
            <button key={code} type="button" role="radio" aria-checked={outcome === "innocent" && reason === code} className={outcome === "innocent" && reason === code ? "here" : ""} onClick={() => pick(i)} data-reason={code}>
              <kbd>{i + 1}</kbd> {t("samples.innocent")} · {reasons.nameOf(code)}
            </button>
          ))}
        </div>
        <div className="decide-words">
          <Input ref={noteField} value={note} maxLength={4000} placeholder={`${t("flag.note")} (${t("common.optional")})`} aria-label={t("flag.note")} onChange={(event) => setNote(event.target.value)} onPressEnter={() => void submit()} />
          <Button type="primary" disabled={!ready} loading={busy} onClick={() => void submit()} data-testid="judge-submit">
            {t("samples.submit")} <kbd>⏎</kbd>
          </Button>
        </div>
      </section>
    </div>
  );
}
