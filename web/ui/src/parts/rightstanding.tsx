// Whether a right stands, as the register is known to say; and its days that come up.
import type { RightRow, RightWarning } from "../api/client";
import { useText } from "../i18n";

const kTones: Record<string, string> = { valid: "green", unknown: "amber", ended: "red", disputed: "amber" };

export function Standing({ standing }: { standing: RightRow["standing"] | undefined }) {
  const { named } = useText();
  const of = standing ?? "unknown";
  return (
    <span className={`state state-${kTones[of] ?? "amber"}`} data-standing={of}>
      {named("standing", of)}
    </span>
  );
}

// One line: what comes up, and when.
// `short`: in a list, without what the basis is worth.
export function Warning({ warning, short = false }: { warning: RightWarning; short?: boolean }) {
  const { t, local } = useText();
  const when = warning.due == null ? t("registration.neverSaid") : warning.over ? t("registration.overSince", { day: warning.due }) : t("registration.dueOn", { day: warning.due, n: warning.days ?? 0 });
  return (
    <span className={warning.over ? "warning-over" : "amber"} data-warning={warning.code} title={warning.source ?? undefined}>
      {local(warning.text)} · <span className="num">{when}</span>
      {warning.verified === false && !short ? <span className="muted"> · {t("registration.unverified")}</span> : null}
    </span>
  );
}
