// The bar at the foot of a flag's page: what can be decided, with its keys.  At most three: D, a digit, Enter; C, Enter.
import { Button, Input, type InputRef } from "antd";
import { useEffect, useRef, useState } from "react";
import type { DecisionRequest, FlagContext } from "../api/client";
import { useVocabulary } from "../api/vocabulary";
import { useText } from "../i18n";
import { useKeys } from "../lib/keys";
import { MakeCaseHere, type CaseWords } from "./makecasehere";

export type Panel = null | "dismiss" | "second_look" | "case";
interface Props {
  state: string;
  decidable: boolean;
  panel: Panel;
  busy: boolean;
  hasNext: boolean;
  basis: FlagContext["basis"] | undefined; // undefined: not loaded, and the server takes its own
  suggestion: string; // why infringement is suspected, for a person to keep or change
  left: number; // seconds of looking that a case still asks for
  onPanel: (panel: Panel) => void;
  onHold: () => void;
  onUndo: () => void;
  onReopen: () => void;
  onCase: (words: CaseWords, thenNext: boolean) => void;
  onDecide: (request: Omit<DecisionRequest, "hit_id">, thenNext: boolean) => void;
}

export function DecisionBar({ state, decidable, panel, busy, hasNext, basis, suggestion, left, onPanel, onHold, onUndo, onReopen, onCase, onDecide }: Props) {
  const { t, local } = useText();
  const reasons = useVocabulary("dismissals");
  const [reason, setReason] = useState<string | null>(null);
  const [article, setArticle] = useState<string | null>(null); // null: the one that the law's data offers
  const [note, setNote] = useState("");
  const noteField = useRef<InputRef>(null);
  const bar = useRef<HTMLElement>(null);
  useEffect(() => {
    setReason(null);
    setArticle(null);
    setNote("");
    // A link or button elsewhere that has the focus would keep the Enter that decides.
    if (panel === "dismiss") bar.current?.focus({ preventScroll: true });
    if (panel === "second_look") setTimeout(() => noteField.current?.focus(), 0);
  }, [panel]);

  const offered = reason ? basis?.dismiss[reason] : undefined;
  const shownArticle = article ?? (offered ? local(offered.text) : "");
  const needsNote = reason !== null && reasons.needsNote(reason) && note.trim() === "";
  const needsBasis = reason !== null && basis !== undefined && shownArticle.trim() === "";
  const ready = panel === "second_look" || (panel === "dismiss" && reason !== null && !needsNote && !needsBasis);
  const submit = (thenNext: boolean) => {
    if (!ready || busy) return;
    const words = note.trim() ? { note: note.trim() } : {};
    if (panel === "dismiss" && reason) onDecide({ action: "dismiss", reason: reason as NonNullable<DecisionRequest["reason"]>, ...(shownArticle.trim() ? { basis: shownArticle.trim() } : {}), ...words }, thenNext);
    if (panel === "second_look") onDecide({ action: "second_look", ...words }, thenNext);
  };
  const pick = (index: number) => {
    const picked = reasons.words[index];
    if (!picked) return;
    setReason(picked.code);
    setArticle(null);
    if (picked.note) setTimeout(() => noteField.current?.focus(), 0);
  };
  useKeys(
    {
      ...Object.fromEntries(reasons.words.slice(0, 9).map((_, i) => [String(i + 1), () => pick(i)])),
      Enter: () => submit(true),
    },
    panel === "dismiss" || panel === "second_look",
  );

  const decided = state === "dismissed" || state === "held" || state === "second_look";
  const locked = !decidable;
  return (
    <section className="decide" aria-label={t("flag.decide")} ref={bar} tabIndex={-1}>
      {panel === "dismiss" ? (
        <div className="decide-reasons" role="radiogroup" aria-label={t("flag.pickReason")}>
          {reasons.words.map(({ code }, i) => (
            <button key={code} type="button" role="radio" aria-checked={reason === code} className={reason === code ? "here" : ""} onClick={() => pick(i)} data-reason={code}>
              <kbd>{i + 1}</kbd> {reasons.nameOf(code)}
            </button>
          ))}
        </div>
      ) : null}
      {panel === "case" ? <MakeCaseHere suggestion={suggestion} basis={basis} left={left} busy={busy} hasNext={hasNext} onMake={onCase} onClose={() => onPanel(null)} /> : null}
      {panel === "dismiss" || panel === "second_look" ? (
        <div className="decide-words">
          {panel === "dismiss" ? (
            <Input
              className="decide-basis"
              value={shownArticle}
              maxLength={500}
              status={needsBasis ? "warning" : ""}
              disabled={reason === null}
              prefix={<span className="muted">{t("flag.basis")}</span>}
              suffix={offered && article === null && !offered.verified ? <span className="amber">{t("context.basisUnverified")}</span> : null}
              placeholder={reason === null ? t("flag.pickReason") : t("context.basisRequired")}
              aria-label={t("flag.basis")}
              onChange={(event) => setArticle(event.target.value)}
              onPressEnter={() => submit(true)}
              data-testid="basis"
            />
          ) : null}
          <Input
            ref={noteField}
            value={note}
            maxLength={4000}
            status={needsNote ? "warning" : ""}
            placeholder={panel === "second_look" ? t("flag.secondLookNote") : needsNote ? t("flag.noteRequired") : `${t("flag.note")} (${t("common.optional")})`}
            aria-label={t("flag.note")}
            onChange={(event) => setNote(event.target.value)}
            onPressEnter={() => submit(true)}
          />
          <Button onClick={() => onPanel(null)}>{t("common.cancel")}</Button>
          <Button disabled={!ready} loading={busy} onClick={() => submit(false)} data-testid="submit">
            {t("flag.submit")}
          </Button>
          <Button type="primary" disabled={!ready} loading={busy} onClick={() => submit(true)} data-testid="submit-next">
            {t(hasNext ? "flag.submitNext" : "flag.submit")} <kbd>⏎</kbd>
          </Button>
        </div>
      ) : null}
      {panel === null ? (
        <div className="decide-keys">
          <Button disabled={locked || busy} onClick={() => onPanel("dismiss")} data-testid="dismiss">
            <kbd>D</kbd> {t("flag.dismiss")}
          </Button>
          <Button disabled={locked || busy} onClick={() => onPanel("case")} data-testid="case">
            <kbd>C</kbd> {t("flag.case")}
          </Button>
          <Button disabled={locked || busy || state === "second_look"} onClick={() => onPanel("second_look")} data-testid="second-look">
            <kbd>S</kbd> {t("flag.secondLook")}
          </Button>
          <Button disabled={locked || busy || state === "held"} onClick={onHold} data-testid="hold">
            <kbd>H</kbd> {t("flag.hold")}
          </Button>
          {decided ? (
            <Button disabled={locked || busy} onClick={onReopen} data-testid="reopen">
              <kbd>R</kbd> {t("context.reopen")}
            </Button>
          ) : null}
          <span className="grow" />
          {locked ? <span className="muted">{t(state === "in_case" ? "flag.inCase" : "error.denied")}</span> : null}
          {!locked && left > 0 ? (
            <span className="muted num" data-testid="look-left">
              {t("context.lookLeft", { n: left })}
            </span>
          ) : null}
          <Button type="text" disabled={busy} onClick={onUndo} className={decided ? "undo-here" : ""} data-testid="undo">
            <kbd>Z</kbd> {t("flag.undo")}
          </Button>
        </div>
      ) : null}
    </section>
  );
}
