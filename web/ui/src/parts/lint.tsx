// The linter's checklist: what stops a notice, what the head must answer for, what to consider.
import type { LintFinding, Notice } from "../api/client";
import { useText } from "../i18n";

const kWeights = ["refuse", "head", "warn"] as const;
const kTones: Record<LintFinding["weight"], string> = { refuse: "red", head: "amber", warn: "plain" };
const kWords = { refuse: "notices.lintRefuse", head: "notices.lintHead", warn: "notices.lintWarn" } as const;

interface Item {
  url?: string;
  title_at_capture?: string;
}

export function LintRow({ finding, items }: { finding: LintFinding; items: Item[] }) {
  const { t, named, local } = useText();
  const item = finding.item == null ? null : items[finding.item];
  return (
    <li className={`lint lint-${finding.weight}`} data-weight={finding.weight} data-code={finding.code}>
      <span className={`state state-${kTones[finding.weight]}`}>{named("notices.weight", finding.weight)}</span>
      <span className="lint-main">
        <span className="wrap">{local(finding.why)}</span>
        <span className="muted wrap">
          {finding.item != null ? `${t("notices.lintItem", { n: finding.item + 1 })}${item?.title_at_capture ? ` “${item.title_at_capture}”` : ""} · ` : ""}
          {finding.source ? `${t("notices.lintSource")}: ${finding.source}` : finding.code}
        </span>
      </span>
    </li>
  );
}

export const itemsOf = (notice: Notice) => ((notice.notice as { items?: Item[] } | undefined)?.items ?? []) as Item[];

export function Checklist({ notice }: { notice: Notice }) {
  const { t } = useText();
  const findings = notice.lint ?? [];
  const before = notice.state === "draft" || notice.state === "queued" || notice.state === "approved";
  if (!before) return null;
  const items = itemsOf(notice);
  const counts = kWeights.map((weight) => ({ weight, n: findings.filter((one) => one.weight === weight).length })).filter(({ n }) => n > 0);
  return (
    <section className="terms" aria-label={t("notices.lint")} data-testid="lint">
      <h2>{t("notices.lint")}</h2>
      {findings.length === 0 ? (
        <p className="alert alert-green">{t("notices.lintClean")}</p>
      ) : (
        <>
          <p className={`alert ${findings.some((one) => one.weight === "refuse") ? "alert-red" : findings.some((one) => one.weight === "head") ? "alert-amber" : ""}`}>
            {counts.map(({ weight, n }) => t(kWords[weight], { n })).join(" · ")}
          </p>
          <ul className="lints">
            {kWeights.flatMap((weight) =>
              findings.filter((one) => one.weight === weight).map((one, i) => <LintRow key={`${weight}${one.code}${one.item ?? ""}${i}`} finding={one} items={items} />),
            )}
          </ul>
        </>
      )}
    </section>
  );
}
