// Small parts: times, digests, states, evidence, empty and error states, page headings.
import { App, Button, Skeleton, Tooltip } from "antd";
import { type ReactNode, useCallback } from "react";
import type { ApiError } from "../api/client";
import { useText } from "../i18n";
import { beijing, shorten, utc } from "../lib/format";
import { type Stateful, toneOf } from "../lib/tones";
import { Hint } from "./hint";

export function When({ time }: { time: string | null | undefined }) {
  const { t, lang } = useText();
  const text = beijing(time, lang);
  if (!time || !text) return <span className="muted">{t("common.unknown")}</span>;
  return (
    <Hint title={`${t("common.beijing")} · ${utc(time)}`}>
      <time dateTime={time} className="num">
        {text}
      </time>
    </Hint>
  );
}

export function useCopy(): (value: string) => Promise<void> {
  const { t } = useText();
  const { message } = App.useApp();
  return async (value) => {
    try {
      await navigator.clipboard.writeText(value);
      void message.success(t("common.copied"));
    } catch {
      void message.info(value);
    }
  };
}

// A long identifier, shortened in the middle; a click copies it whole.
export function Digest({ value, ends = 6 }: { value: string; ends?: number }) {
  const { t } = useText();
  const copy = useCopy();
  return (
    <Tooltip title={<span className="mono wrap">{value}</span>}>
      <button type="button" className="digest mono" onClick={() => void copy(value)} aria-label={`${shorten(value, ends)} ${t("common.copy")} ${value}`}>
        {shorten(value, ends)}
      </button>
    </Tooltip>
  );
}

// Text that is copied as it stands: a command, a digest in full.
export function Copyable({ value, label }: { value: string; label?: string }) {
  const { t } = useText();
  const copy = useCopy();
  return (
    <span className="copyable">
      <code className="mono wrap">{value}</code>
      <Button size="small" onClick={() => void copy(value)} aria-label={`${t("common.copy")} ${label ?? value}`}>
        {t("common.copy")}
      </Button>
    </span>
  );
}

// `of`: whose state it is, where its words are its own ("measure", "delivery" ...).
export function State({ state, of }: { state: string; of?: Stateful }) {
  const { named } = useText();
  return <span className={`state state-${toneOf(state, of)}`}>{named(of ? `state.${of}` : "state", state)}</span>;
}

// Weight of evidence: a number with a bar of 0 to 30 decibans.
export function Weight({ db }: { db: number }) {
  return (
    <span className="weight">
      <span className="num">{db.toFixed(1)}</span>
      <svg viewBox="0 0 60 4" width="60" height="4" aria-hidden="true" preserveAspectRatio="none">
        <rect width="60" height="4" rx="2" className="weight-rail" />
        <rect width={Math.max(0, Math.min(60, db * 2))} height="4" rx="2" className="weight-fill" />
      </svg>
    </span>
  );
}

export function Heading({ title, hint, children }: { title: ReactNode; hint?: ReactNode; children?: ReactNode }) {
  return (
    <div className="heading">
      <div>
        <h1>{title}</h1>
        {hint ? <p className="muted">{hint}</p> : null}
      </div>
      <div className="heading-end">{children}</div>
    </div>
  );
}

export function Empty({ title, hint, children }: { title: string; hint?: string; children?: ReactNode }) {
  return (
    <div className="empty">
      <p className="empty-title">{title}</p>
      {hint ? <p className="muted">{hint}</p> : null}
      {children}
    </div>
  );
}

// What to do, in the reader's language; the server's own words stand below it.
export function useErrorText() {
  const { named, t } = useText();
  return useCallback((error: ApiError) => named("error", error.code, t("error.internal")), [named, t]);
}

// The same with what the server said of it, in the reader's language where it has both.
export function useFailureText() {
  const { local } = useText();
  const say = useErrorText();
  return useCallback((error: ApiError) => [say(error), local(error.said) || error.detail].filter(Boolean).join(" "), [say, local]);
}

export function Failure({ error, onRetry }: { error: ApiError; onRetry?: () => void }) {
  const { t, local } = useText();
  const say = useErrorText();
  const said = local(error.said);
  return (
    <div className="failure" role="alert">
      <p className="failure-title">{t("error.title")}</p>
      <p>{say(error)}</p>
      {said ? <p className="wrap">{said}</p> : error.detail ? <p className="muted mono wrap">{error.detail}</p> : null}
      {onRetry ? <Button onClick={onRetry}>{t("common.retry")}</Button> : null}
    </div>
  );
}

// The shape of what comes.
export function Shape({ rows = 8 }: { rows?: number }) {
  return (
    <div className="panel pad">
      <Skeleton active title={false} paragraph={{ rows, width: "100%" }} />
    </div>
  );
}

export function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </>
  );
}
