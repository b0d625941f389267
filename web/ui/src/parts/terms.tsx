// When the terms that a notice's law sets end, each counted from what starts it: as recorded, or as a person supposes.
import { Input } from "antd";
import { useState } from "react";
import type { NoticeTerms } from "../api/client";
import { useGet } from "../api/use";
import { useText } from "../i18n";
import { beijing, fromBeijing } from "../lib/format";
import { Failure, Shape, When } from "./bits";

type Term = NoticeTerms["items"][number];

// "15 days", "10 to 14 working days"; empty for a term without a measure.
function useCount() {
  const { t } = useText();
  return (term: Term) => {
    if (term.unit === "none") return t("terms.noMeasure");
    const n = term.least > 0 && term.least < term.most ? t("terms.range", { least: term.least, most: term.most }) : String(term.most);
    return t(`terms.${term.unit}`, { n });
  };
}

// A day ends at 24:00 of its own place; elsewhere than in Beijing the time there stands beside it.
function End({ term, due }: { term: Term; due: string }) {
  const { t } = useText();
  if (!term.last_day) {
    return (
      <span className="term-end">
        {t("terms.untilTime")} <When time={due} />
      </span>
    );
  }
  const here = term.zone === "Asia/Shanghai";
  return (
    <span className="term-end">
      {t("terms.until", { day: term.last_day })}
      {here ? null : (
        <>
          {" "}
          {t("terms.inZone", { zone: term.zone ?? "" })} <When time={due} />
        </>
      )}
    </span>
  );
}

function Row({ term }: { term: Term }) {
  const { t, local } = useText();
  const count = useCount();
  return (
    <li className="term" data-testid={`term-${term.id}`}>
      <strong>{local(term.name)}</strong>
      <span className="muted">
        {local(term.law)} {local(term.article)} · {count(term)}
      </span>
      {term.due ? <End term={term} due={term.due} /> : null}
      {term.not_before ? (
        <span>
          {t("terms.notBefore")} <When time={term.not_before} />
        </span>
      ) : null}
      {term.moved ? <span className="muted">{t("terms.moved")}</span> : null}
      {term.holidays_unknown ? <span className="alert alert-amber">{t("terms.unknown")}</span> : null}
      {term.verified ? null : <span className="alert alert-amber">{t("terms.unverified")}</span>}
    </li>
  );
}

type Event = NoticeTerms["starts"][number]["event"];

// One time for each thing that starts a term; what is on record stands until another is written.
function Starts({ starts, written, onWrite }: { starts: NoticeTerms["starts"]; written: Partial<Record<Event, string>>; onWrite: (event: Event, at: string) => void }) {
  const { t } = useText();
  return (
    <div className="term-starts">
      {starts.map(({ event, at, recorded }) => (
        <label key={event} htmlFor={`start-${event}`}>
          {t(`terms.start.${event}`)}
          {recorded ? <span className="muted"> {t("terms.recorded")}</span> : null}
          <Input
            id={`start-${event}`}
            type="datetime-local"
            value={written[event] ?? (at ? beijing(at).replace(" ", "T") : "")}
            onChange={({ target }) => onWrite(event, target.value)}
          />
        </label>
      ))}
    </div>
  );
}

export function Terms({ notice }: { notice: string }) {
  const { t } = useText();
  const [written, setWritten] = useState<Partial<Record<Event, string>>>({});
  const given = new URLSearchParams();
  for (const [event, at] of Object.entries(written)) {
    const time = fromBeijing(at);
    if (time) given.set(event, time);
  }
  const { data, error, reload } = useGet<NoticeTerms>(`/notices/${notice}/terms?${given.toString()}`);
  return (
    <section aria-label={t("terms.title")} className="terms">
      <h2>{t("terms.title")}</h2>
      {error ? <Failure error={error} onRetry={reload} /> : null}
      {!error && !data ? <Shape rows={3} /> : null}
      {data ? (
        <>
          <Starts starts={data.starts} written={written} onWrite={(event, at) => setWritten((before) => ({ ...before, [event]: at }))} />
          {data.starts.some(({ at }) => !at) ? <p className="muted">{t("terms.needsTime")}</p> : null}
          <ul className="term-list">
            {data.items.map((term) => (
              <Row key={term.id} term={term} />
            ))}
          </ul>
        </>
      ) : null}
    </section>
  );
}
