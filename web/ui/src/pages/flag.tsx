// One flag: the listing as captured, the right as registered, and both readings of the evidence.
import { App, Button } from "antd";
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import { Link, useNavigate, useParams, useSearchParams } from "react-router-dom";
import { asApiError, call, type CaseDetail, type DecisionRequest, type DecisionResult, type FlagContext, type FlagDetail, type FlagPage as FlagPageData, pictureUrl, type UndoneDecision } from "../api/client";
import { forget, prefetch, useGet } from "../api/use";
import { useText } from "../i18n";
import { useMay } from "../session";
import { useKeys } from "../lib/keys";
import { useLock } from "../lib/lock";
import { pairsOf, unmatchedPair } from "../lib/pairs";
import { useSight } from "../lib/sight";
import { currentWalk, flagsPath, rememberDecided, rememberWalk, takeDecided } from "../lib/view";
import { Failure, Shape, State, useErrorText } from "../parts/bits";
import { AskIdentification } from "../parts/askidentify";
import { Compare } from "../parts/compare";
import { DecisionBar, type Panel } from "../parts/decide";
import { ListingColumn, RightColumn } from "../parts/flagcolumns";
import { ContextStrip } from "../parts/flagcontext";
import { ChainStrip, HistoryStrip } from "../parts/flagstrips";
import { FoundStrip } from "../parts/foundstrip";
import { KeyHelp } from "../parts/keyhelp";
import { LockBadge } from "../parts/lockbadge";
import type { CaseWords } from "../parts/makecasehere";
import { signalSentence } from "../parts/reasons";
import { RenderStrip } from "../parts/renderstrip";
import { WhyColumn } from "../parts/weighed";
import { Zoom } from "../parts/zoom";

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
  const { data: context } = useGet<FlagContext>(`/flags/${id}/context`);
  const [panel, setPanel] = useState<Panel>(null);
  const [comparing, setComparing] = useState<boolean | null>(null); // null: open when a signal joined two pictures
  const [help, setHelp] = useState(false);
  const [asking, setAsking] = useState(false);
  const [zooming, setZooming] = useState(false);
  const [busy, setBusy] = useState(false);
  const [pointed, setPointed] = useState<string | null>(null);
  const top = useRef<HTMLDivElement>(null);
  const compare = useRef<HTMLElement>(null);
  const sides = useRef<HTMLDivElement>(null);

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
      if (!next) return;
      // Those that will be shown first: of the strongest pair, else the first of each side.
      const pair = pairsOf(next.hits[0]?.result.signals ?? [], next.pictures)[0] ?? unmatchedPair(next.pictures);
      for (const sha256 of [pair?.listing ?? next.pictures.listing.find((one) => one.sha256)?.sha256, pair?.right ?? next.pictures.right.find((one) => one.sha256)?.sha256]) {
        if (!sha256) continue;
        const picture = new Image();
        picture.src = pictureUrl(sha256);
        void picture.decode().catch(() => {});
      }
    });
    void prefetch<FlagContext>(`/flags/${nextId}/context`);
  }, [flag, nextId]);
  useEffect(() => {
    setPanel(null);
    setAsking(false);
    setZooming(false);
    setComparing(null);
    setPointed(null);
    window.scrollTo(0, 0);
  }, [id]);
  // As soon as the lead is drawn, whether its data was at hand or had to be fetched, and when what lay over it is gone.
  const drawn = flag?.id;
  useLayoutEffect(() => {
    if (drawn && !zooming) top.current?.focus({ preventScroll: true });
  }, [drawn, zooming]);

  const go = useCallback((to: string | undefined) => to && navigate(`/flags/${to}${filters ? `?${filters}` : ""}`), [navigate, filters]);
  const backToQueue = () => navigate(`/flags${filters ? `?${filters}` : ""}`);
  const hit = flag?.hits[0];
  const may = useMay();
  const decides = may("flag.decide") || may("flag.resolve_second_look");
  const sight = useSight(decides ? flag?.id : undefined, hit?.id, sides, context?.look);
  // What was in the panel is gone: the focus goes to the page, not nowhere.
  const toPage = useCallback(() => top.current?.focus({ preventScroll: true }), []);

  const onward = (thenNext: boolean) => {
    setPanel(null);
    if (thenNext && nextId) {
      go(nextId);
      return;
    }
    if (thenNext) void message.info(t("flag.queueDone"));
    toPage();
    reload();
  };
  const decide = async (request: Omit<DecisionRequest, "hit_id">, target: { id: string; version?: number | undefined; hit?: string | undefined }, thenNext: boolean) => {
    setBusy(true);
    try {
      await call<DecisionResult>(`/flags/${target.id}/decision`, {
        method: "POST",
        version: target.version,
        body: { ...request, ...(target.hit ? { hit_id: target.hit } : {}) },
      });
      // The next lead stays at hand; what it says of the seller's history and of similar decisions does not.
      forget("/flags?");
      forget(`/flags/${target.id}`);
      if (nextId) forget(`/flags/${nextId}/context`);
      if (request.action === "reopen") void message.success(t("flag.done.reopen"));
      else {
        rememberDecided(target.id);
        const reason = request.reason ? named("reason", request.reason) : "";
        if (request.action !== "note") void message.success(t(`flag.done.${request.action}`, { reason }));
      }
      onward(thenNext);
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

  // The last decision on this page, else the last one that was made in this window.
  const undo = async () => {
    const here = flag && (flag.state === "dismissed" || flag.state === "held" || flag.state === "second_look");
    const target = here ? flag.id : takeDecided();
    if (!target) {
      void message.info(t("flag.nothingToUndo"));
      return;
    }
    setBusy(true);
    try {
      const fresh = await call<FlagDetail>(`/flags/${target}`);
      const undone = await call<UndoneDecision>(`/flags/${target}/undo`, { method: "POST", version: fresh.row_version, body: {} });
      forget("/flags");
      void message.success(t("context.undoneTo", { state: named("state", undone.state) }));
      setPanel(null);
      if (target === id) {
        toPage();
        reload();
      } else go(target);
    } catch (cause) {
      const failure = asApiError(cause);
      void message.error(failure.detail ? `${say(failure)} ${failure.detail}` : say(failure));
    } finally {
      setBusy(false);
    }
  };
  const makeCase = async (words: CaseWords, thenNext: boolean) => {
    if (!flag) return;
    setBusy(true);
    try {
      const made = await call<CaseDetail>("/cases", {
        method: "POST",
        body: { flag_ids: [flag.id], reason: words.reason, basis: words.basis, ...(words.title ? { title: words.title } : {}) },
      });
      forget("/flags");
      forget("/cases");
      void message.success(t("flag.done.case"));
      if (thenNext && nextId) onward(true);
      else navigate(`/cases/${made.id}`);
    } catch (cause) {
      const failure = asApiError(cause);
      void message.error(failure.detail ? `${say(failure)} ${failure.detail}` : say(failure));
    } finally {
      setBusy(false);
    }
  };
  const lock = useLock(flag && flag.state !== "in_case" && may("flag.lock") ? flag.id : null);
  const decidable = flag !== undefined && flag.state !== "in_case" && !lock.other && decides;
  // A question to the holder belongs to a case.
  const askable = flag !== undefined && flag.state === "in_case" && may("identification.ask");
  const ask = () => {
    if (askable) setAsking(true);
    else if (flag && may("identification.ask")) void message.info(t("identify.needsCase"));
  };
  const openPanel = (next: Panel) => {
    if (!decidable) return;
    setPanel(next);
    if (next === null) toPage();
  };
  const reopen = () => {
    if (seen && decidable && flag && ["dismissed", "held", "second_look"].includes(flag.state)) void decide({ action: "reopen" }, seen, false);
  };
  useKeys(
    {
      j: () => go(nextId),
      k: () => go(prevId),
      d: () => openPanel("dismiss"),
      c: () => openPanel("case"),
      s: () => openPanel("second_look"),
      h: () => seen && decidable && void decide({ action: "hold" }, seen, true),
      z: () => void undo(),
      r: reopen,
      v: () => shownPairs.length > 0 && setZooming(true),
      o: toggleComparison,
      i: ask,
      q: backToQueue,
      "?": () => setHelp(true),
      Escape: () => (panel ? openPanel(null) : toPage()),
    },
    !help && !asking && !zooming && !busy,
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
          <LockBadge flag={flag.id} lock={lock} />
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
      <div className="flagcols" ref={sides}>
        <ListingColumn flag={flag} hit={hit} pairs={pairs} pointed={pointed} onPoint={setPointed} />
        <RightColumn flag={flag} pairs={pairs} onOverlay={shownPairs.length > 0 ? toggleComparison : undefined} onZoom={shownPairs.length > 0 ? () => setZooming(true) : undefined} />
        <WhyColumn hit={hit} context={context} chance={flag.chance} upheld={flag.upheld} pointed={pointed} onPoint={setPointed} />
      </div>
      {comparison ? <Compare key={flag.id} pairs={shownPairs} frame={compare} /> : null}
      <ChainStrip flag={flag} hit={hit} context={context} />
      <ContextStrip flag={flag.id} context={context} />
      <FoundStrip flag={flag} />
      <HistoryStrip flag={flag} />
      <RenderStrip flag={flag.id} />
      <DecisionBar
        state={flag.state}
        decidable={decidable}
        panel={panel}
        busy={busy}
        hasNext={nextId !== undefined}
        basis={context?.basis}
        suggestion={suggestion}
        left={sight.left}
        onPanel={openPanel}
        onHold={() => seen && void decide({ action: "hold" }, seen, true)}
        onUndo={() => void undo()}
        onReopen={reopen}
        onCase={(words, thenNext) => void makeCase(words, thenNext)}
        onDecide={(request, thenNext) => seen && void decide(request, seen, thenNext)}
      />
      {zooming ? (
        <Zoom
          pair={shownPairs[0]}
          listing={flag.pictures.listing.find((one) => one.sha256)?.sha256 ?? null}
          right={flag.pictures.right.find((one) => one.sha256)?.sha256 ?? null}
          onClose={() => setZooming(false)}
        />
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
          ["R", "context.key.r"],
          ["V", "context.key.v"],
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
