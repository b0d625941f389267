// How the disguise reads: what stands for what, step by step, and how much of the name is left to eye, ear and mind.
import type { Reading, Signal } from "../api/client";
import { useText } from "../i18n";
import { visible } from "../lib/format";

const share = (value: number | null) => (value === null ? "–" : value.toFixed(2));

export function ReadingLine({ signal, reading }: { signal: Signal; reading: Reading | undefined }) {
  const { t, named } = useText();
  const decoded = signal.decoded || signal.matched;
  return (
    <div className="reading" data-testid="reading">
      <span className="chain">
        <span className="chain-end hit">{visible(signal.matched ?? "")}</span>
        {(reading?.steps ?? []).slice(0, 8).map((step, i) => (
          <span key={i} className="chain-step" data-axis={step.axis} title={t("step.cost", { axis: t(`context.${step.axis}`), n: step.cost.toFixed(2) })}>
            {named("step", step.step, step.step, { from: visible(step.from ?? ""), to: visible(step.to ?? ""), sound: step.sound ?? "" })}
            {step.cost > 0 ? <span className="step-cost num">{`${t(`context.${step.axis}`)} −${step.cost.toFixed(2)}`}</span> : null}
          </span>
        ))}
        {(reading?.steps.length ?? 0) > 8 ? <span className="muted">+{(reading?.steps.length ?? 0) - 8}</span> : null}
        <span className="chain-arrow" aria-label={t("flag.chainAs")} role="img" />
        <span className="chain-end">{visible(decoded ?? "")}</span>
      </span>
      <span className="reading-shares num">
        {reading ? (
          <>
            <span>
              {t("context.sound")} <strong>{share(reading.sound)}</strong>
            </span>
            <span>
              {t("context.form")} <strong>{share(reading.form)}</strong>
            </span>
            <span title={t("context.meaningHint")}>
              {t("context.meaning")} <strong>{share(reading.meaning)}</strong>
            </span>
          </>
        ) : null}
        <span className="muted mono">{signal.detector}</span>
      </span>
    </div>
  );
}
