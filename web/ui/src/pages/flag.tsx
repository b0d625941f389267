// One flag: the listing as captured, the right as registered, and both readings of the evidence.
import { App, Button } from "antd";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { Link, useNavigate, useParams, useSearchParams } from "react-router-dom";
import { asApiError, call, type DecisionRequest, type DecisionResult, type FlagDetail, type FlagPage as FlagPageData } from "../api/client";
import { forget, prefetch, useGet } from "../api/use";
import { useText } from "../i18n";
import { useMay } from "../session";
import { useKeys } from "../lib/keys";
import { pairsOf, unmatchedPair } from "../lib/pairs";
import { currentWalk, flagsPath, rememberDecided, rememberWalk, takeDecided } from "../lib/view";
import { Failure, Shape, State, useErrorText } from "../parts/bits";
import { AskIdentification } from "../parts/askidentify";
import { Compare } from "../parts/compare";
import { DecisionBar, type Panel } from "../parts/decide";
import { ListingColumn, RightColumn, WhyColumn } from "../parts/flagcolumns";
import { ChainStrip, HistoryStrip } from "../parts/flagstrips";
import { KeyHelp } from "../parts/keyhelp";
import { MakeCase } from "../parts/makecase";
import { signalSentence } from "../parts/reasons";
import { RenderStrip } from "../parts/renderstrip";

export default function FlagPage() {
  const { id = "" } = useParams();
  const text = useText();
  const { t, named } = text;
  const [search] = useSearchParams();
  const filters = search.toString();
  const navigate = useNavigate();
  const { message } = App.useApp();
  const say = useErrorText();
  const { data: flag, error, reload } = useGet<FlagDetail>(`/flags/${id}`);
  const [panel, setPanel] = useState<Panel>(null);
  const [comparing, setComparing] = useState<boolean | null>(null); // null: open when a signal joined two pictures
  const [help, setHelp] = useState(false);
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const [pointed, setPointed] = useState<string | null>(null);
  const top = useRef<HTMLDivElement>(null);
  const compare = useRef<HTMLElement>(null);

  // The list that is being walked; a flag opened by its address alone asks for its view.
  const [walk, setWalk] = useState(currentWalk);
  const place = walk.search === filters ? walk.rows.findIndex((row) => row.id === id) : -1;
  useEffect(() => {
    if (walk.search === filters && walk.rows.length > 0) return;
    let live = true;
    void prefetch<FlagPageData>(flagsPath(new URLSearchParams(filters))).then((page) => {
      if (!live || !page) return;
      rememberWalk({ search: filters, rows: page.items, next: page.next ?? null, total: page.total ?? null });
      setWalk(currentWalk());
    });
    return () => {
      live = false;
    };
  }, [filters, walk]);
  useEffect(() => {
    if (place < 0 || walk.next === null || place < walk.rows.length - 5) return;
    let live = true;
    const path = `${flagsPath(new URLSearchParams(filters))}&cursor=${encodeURIComponent(walk.next)}`;
    void call<FlagPageData>(path).then((page) => {
      if (!live) return;
      rememberWalk({ ...walk, rows: [...walk.rows, ...page.items], next: page.next ?? null });
      setWalk(currentWalk());
    }, () => {});
    return () => {
      live = false;
    };
  }, [filters, place, walk]);

  const nextId = place >= 0 ? walk.rows[place + 1]?.id : undefined;
  const prevId = place > 0 ? walk.rows[place - 1]?.id : undefined;
  // The next flag is painted before it is asked for: its data and its pictures are fetched ahead.
  useEffect(() => {
    if (!flag || !nextId) return;
    void prefetch<FlagDetail>(`/flags/${nextId}`).then((next) => {
      for (const picture of [next?.pictures?.listing?.[0], next?.pictures?.right?.[0]]) {
        if (picture?.sha256) new Image().src = `/api/v1/pictures/${picture.sha256}`;
      }
    });
  }, [flag, nextId]);
  useEffect(() => {
    setPanel(null);
    setAsking(false);
    setComparing(null);
    setPointed(null);
    window.scrollTo(0, 0);
    top.current?.focus({ preventScroll: true });
  }, [id]);

  const go = useCallback((to: string | undefined) => to && navigate(`/flags/${to}${filters ? `?${filters}` : ""}`), [navigate, filters]);
  const backToQueue = () => navigate(`/flags${filters ? `?${filters}` : ""}`);
  const hit = flag?.hits[0];

  const decide = async (request: Omit<DecisionRequest, "hit_id">, target: { id: string; version?: number | undefined; hit?: string | undefined }, thenNext: boolean) => {
    setBusy(true);
    try {
      await call<DecisionResult>(`/flags/${target.id}/decision`, {
        method: "POST",
        version: target.version,
        body: { ...request, ...(target.hit ? { hit_id: target.hit } : {}) },
      });
      forget("/flags");
      if (request.action === "reopen") void message.success(t("flag.done.reopen"));
      else {
        rememberDecided(target.id);
        const reason = request.reason ? named("reason", request.reason) : "";
        if (request.action !== "note") void message.success(t(`flag.done.${request.action}`, { reason }));
      }
      setPanel(null);
      if (thenNext && nextId) go(nextId);
      else {
        if (thenNext) void message.info(t("flag.queueDone"));
        reload();
      }
    } catch (cause) {
      const failure = asApiError(cause);
      void message.error(failure.detail && failure.code !== "stale" ? `${say(failure)} ${failure.detail}` : say(failure));
      if (failure.status === 412 || failure.status === 409) reload();
    } finally {
      setBusy(false);
    }
  };
  const pairs = useMemo(() => (flag && hit ? pairsOf(hit.result.signals, flag.pictures) : []), [flag, hit]);
  const shownPairs = useMemo(() => {
    const other = flag && pairs.length === 0 ? unmatchedPair(flag.pictures) : null;
    return other ? [other] : pairs;
  }, [flag, pairs]);
  const comparison = shownPairs.length > 0 && (comparing ?? pairs.length > 0);
  // O goes to the slider, and from there back to the page.
  const toSlider = useCallback(() => {
    const slider = compare.current?.querySelector<HTMLElement>("[role=slider]");
    if (!slider) return false;
    compare.current?.scrollIntoView({ block: "nearest" });
    slider.focus({ preventScroll: true });
    return true;
  }, []);
  const toggleComparison = () => {
    if (!comparison) setComparing(true);
    else if (document.activeElement?.getAttribute("role") === "slider" || !toSlider()) {
      setComparing(false);
      top.current?.focus({ preventScroll: true });
    }
  };
  useEffect(() => {
    if (comparing) toSlider();
  }, [comparing, toSlider]);
  const seen = flag ? { id: flag.id, version: flag.row_version, hit: hit?.id } : null;

  const undo = async () => {
    const here = flag && (flag.state === "dismissed" || flag.state === "held" || flag.state === "second_look");
    if (here && seen) {
      await decide({ action: "reopen" }, seen, false);
      return;
    }
    const last = takeDecided();
    if (!last) {
      void message.info(t("flag.nothingToUndo"));
      return;
    }
    const fresh = await call<FlagDetail>(`/flags/${last}`).catch(() => undefined);
    if (!fresh) return;
    await decide({ action: "reopen" }, { id: last, version: fresh.row_version, hit: fresh.hits[0]?.id }, false);
    go(last);
  };
  const may = useMay();
  const decidable = flag !== undefined && flag.state !== "in_case" && (may("flag.decide") || may("flag.resolve_second_look"));
  // A question to the holder belongs to a case.
  const askable = flag !== undefined && flag.state === "in_case" && may("identification.ask");
  const ask = () => {
    if (askable) setAsking(true);
    else if (flag && may("identification.ask")) void message.info(t("identify.needsCase"));
  };
  const openPanel = (next: Panel) => decidable && setPanel(next);
  useKeys(
    {
      j: () => go(nextId),
      k: () => go(prevId),
      d: () => openPanel("dismiss"),
      c: () => openPanel("case"),
      s: () => openPanel("second_look"),
      h: () => seen && decidable && void decide({ action: "hold" }, seen, true),
      z: () => void undo(),
      o: toggleComparison,
      i: ask,
      q: backToQueue,
      "?": () => setHelp(true),
      Escape: () => (panel ? setPanel(null) : top.current?.focus({ preventScroll: true })),
    },
    !help && !asking && panel !== "case" && !busy,
  );

  const suggestion = useMemo(
    () =>
      (hit?.result.signals ?? [])
        .slice()
        .sort((a, b) => b.db - a.db)
        .slice(0, 3)
        .map((signal) => signalSentence(text, signal))
        .join(text.lang === "zh" ? "；" : "; "),
    [hit, text],
  );

  if (error) {
    return (
      <div className="page">
        <Failure error={error} onRetry={reload} />
      </div>
    );
  }
  if (!flag || !hit) {
    return (
      <div className="page">
        <Shape rows={14} />
      </div>
    );
  }
  const seller = flag.listing.seller?.name || t("common.unknown");
  return (
    <div className="flagpage" data-flag={flag.id}>
      <div className="flagbar" ref={top} tabIndex={-1}>
        <Button type="text" size="small" onClick={backToQueue}>
          ← {place >= 0 ? t("flag.position", { n: place + 1, total: walk.total ?? walk.rows.length }) : t("nav.queue")}
        </Button>
        <span className="lead-badge">{t("flag.lead")}</span>
        <State state={flag.state} />
        <h1 className="flagbar-title">
          <span className="clip">{seller}</span>
          <span className="arrow" aria-hidden="true">
            →
          </span>
          <span className="clip">
            {flag.right.title}
            <span className="muted">
              {" "}
              {named("kind", flag.registered.kind)}
              {flag.registered.classes?.length ? ` · ${flag.registered.classes.join(", ")}` : ""}
            </span>
          </span>
        </h1>
        <span className="flagbar-end">
          {flag.case ? <Link to={`/cases/${flag.case}`}>{t("flag.openCase")}</Link> : null}
          {may("identification.ask") ? (
            <Button size="small" disabled={!askable} onClick={ask} title={`${t("identify.ask")} (I)`} data-testid="identify">
              <kbd>I</kbd> {t("flag.identify")}
            </Button>
          ) : null}
          <Button size="small" disabled={!prevId} onClick={() => go(prevId)} aria-label={t("flag.prev")} title={`${t("flag.prev")} (K)`}>
            K
          </Button>
          <Button size="small" disabled={!nextId} onClick={() => go(nextId)} aria-label={t("flag.next")} title={`${t("flag.next")} (J)`}>
            J
          </Button>
          <Button size="small" onClick={() => setHelp(true)} aria-label={t("flag.help")} title={t("flag.help")}>
            ?
          </Button>
        </span>
      </div>
      {hit.result.verdict === "cleared" ? <p className="alert alert-green">{t("flag.clearedBanner")}</p> : null}
      <div className="flagcols">
        <ListingColumn flag={flag} hit={hit} pairs={pairs} pointed={pointed} onPoint={setPointed} />
        <RightColumn flag={flag} pairs={pairs} onOverlay={shownPairs.length > 0 ? toggleComparison : undefined} />
        <WhyColumn flag={flag} hit={hit} pointed={pointed} onPoint={setPointed} />
      </div>
      {comparison ? <Compare key={flag.id} pairs={shownPairs} frame={compare} /> : null}
      <ChainStrip flag={flag} hit={hit} />
      <RenderStrip flag={flag.id} />
      <HistoryStrip flag={flag} />
      <DecisionBar
        state={flag.state}
        decidable={decidable}
        panel={panel}
        busy={busy}
        hasNext={nextId !== undefined}
        onPanel={openPanel}
        onHold={() => seen && void decide({ action: "hold" }, seen, true)}
        onUndo={() => void undo()}
        onDecide={(request, thenNext) => seen && void decide(request, seen, thenNext)}
      />
      {panel === "case" ? (
        <MakeCase flagIds={[flag.id]} suggestion={suggestion} onClose={() => setPanel(null)} onMade={(caseId) => navigate(`/cases/${caseId}`)} />
      ) : null}
      {asking ? <AskIdentification flag={flag} onClose={() => setAsking(false)} onAsked={(asked) => navigate(`/identifications/${asked.id}`)} /> : null}
      <KeyHelp
        open={help}
        onClose={() => setHelp(false)}
        keys={[
          ["J / K", "flag.key.jk"],
          ["D", "flag.key.d"],
          ["C", "flag.key.c"],
          ["S", "flag.key.s"],
          ["H", "flag.key.h"],
          ["Z", "flag.key.z"],
          ["I", "flag.key.i"],
          ["O", "flag.key.o"],
          ["Enter", "flag.key.enter"],
          ["Esc", "flag.key.esc"],
          ["Q", "flag.key.q"],
          ["?", "flag.key.help"],
        ]}
      />
    </div>
  );
}
