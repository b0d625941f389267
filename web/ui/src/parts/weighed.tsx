// The strongest reading either way, side by side; then every reason, every excuse tried, and what nobody looked at.
import { useMemo } from "react";
import type { FlagContext, FlagDetail, Hit } from "../api/client";
import { useText } from "../i18n";
import { percent, signed } from "../lib/format";
import { markKey } from "./marked";
import { clearingSentence, signalSentence } from "./reasons";

interface Props {
  hit: Hit;
  context: FlagContext | undefined;
  chance: FlagDetail["chance"];
  upheld: FlagDetail["upheld"];
  pointed: string | null;
  onPoint: (mark: string | null) => void;
}

export function WhyColumn({ hit, context, chance, upheld, pointed, onPoint }: Props) {
  const text = useText();
  const { t, named, lang } = text;
  const { signals, cleared_by: clearings, db } = hit.result;
  const guilty = useMemo(() => signals.map((signal, index) => ({ signal, index })).sort((a, b) => b.signal.db - a.signal.db), [signals]);
  const innocent = useMemo(() => clearings.map((clearing, index) => ({ clearing, index })).sort((a, b) => a.clearing.db - b.clearing.db), [clearings]);
  const tried = context?.innocent.filter((one) => one.result === "no") ?? [];
  const untested = context?.innocent.filter((one) => one.result === "untested") ?? [];
  const glue = lang === "zh" ? "、" : ", ";
  const names = (codes: { code: string }[]) => [...new Set(codes.map((one) => text.nearest("excuse", one.code, one.code)))].join(glue);
  const props = (key: string) => ({
    className: pointed === key ? "reason lit" : "reason",
    onMouseEnter: () => onPoint(key),
    onMouseLeave: () => onPoint(null),
  });
  return (
    <section className="panel col why" aria-labelledby="col-why">
      <header className="col-head">
        <h2 id="col-why">{t("context.weighed")}</h2>
        <span className="num strong" title={t("flag.total")}>
          {db.toFixed(1)} dB
        </span>
      </header>
      <div className="readings-two" data-testid="readings-two">
        <div className="strongest strongest-guilty">
          <h3>{t("context.strongestGuilty")}</h3>
          {guilty[0] ? (
            <p>
              {signalSentence(text, guilty[0].signal)} <span className="num muted">{signed(guilty[0].signal.db)} dB</span>
            </p>
          ) : (
            <p className="muted">{t("flag.noSignals")}</p>
          )}
        </div>
        <div className="strongest strongest-innocent">
          <h3>{t("context.strongestInnocent")}</h3>
          {innocent[0] ? (
            <p>
              {clearingSentence(text, innocent[0].clearing)} <span className="num muted">{signed(innocent[0].clearing.db)} dB</span>
            </p>
          ) : (
            <p>{context ? t("context.noneApplied", { n: tried.length }) : t("flag.noInnocent")}</p>
          )}
        </div>
      </div>
      {chance ? (
        <p className="muted" data-testid="lead-chance">
          {t("chance.ofLead", { share: percent(chance.share), most: percent(chance.at_most), names: chance.decoys.toLocaleString(lang), n: chance.scanned.toLocaleString(lang) })}
        </p>
      ) : null}
      {upheld ? (
        <p className="muted" data-testid="lead-upheld">
          {t("chance.upheldOfLead", { n: upheld.leads.toLocaleString(lang), share: percent(upheld.share), low: percent(upheld.low), high: percent(upheld.high) })}
        </p>
      ) : null}
      <h3>{t("flag.why")}</h3>
      {guilty.length === 0 ? <p className="muted">{t("flag.noSignals")}</p> : null}
      <ul className="reasons">
        {guilty.map(({ signal, index }) => (
          <li key={index} {...props(markKey({ kind: "guilty", index, span: [0, 0] }))}>
            <span>{signalSentence(text, signal)}</span>
            <span className="num reason-db">{signed(signal.db)}</span>
          </li>
        ))}
      </ul>
      <h3>{t("flag.innocent")}</h3>
      <ul className="reasons reasons-innocent">
        {innocent.map(({ clearing, index }) => (
          <li key={index} {...props(markKey({ kind: "innocent", index, span: [0, 0] }))}>
            <span>{clearingSentence(text, clearing)}</span>
            <span className="num reason-db">{signed(clearing.db)}</span>
          </li>
        ))}
      </ul>
      {context && tried.length ? (
        <p className="tried" data-testid="tried">
          {t("context.triedNot")} <span className="muted">{names(tried)}</span>
        </p>
      ) : null}
      {!context && innocent.length === 0 ? <p className="muted">{t("flag.noInnocent")}</p> : null}
      {context ? (
        <>
          <h3>{t("flag.unchecked")}</h3>
          <ul className="unchecked" data-testid="unchecked">
            {context.unchecked.map((one) => (
              <li key={one.code}>{named("unchecked", one.code, one.code, { n: one.n ?? 0, at: one.at ?? "" })}</li>
            ))}
            {untested.map((one) => (
              <li key={one.code}>
                {t("context.untested", { what: text.nearest("excuse", one.code, one.code), why: named("untested", one.why ?? "") })}
              </li>
            ))}
          </ul>
        </>
      ) : null}
    </section>
  );
}
