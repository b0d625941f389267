// What a package's verification gave: the result in one word, what it means, what to do, and where it went wrong first.
import type { PackageFinding, PackageVerdict } from "../api/client";
import { useText } from "../i18n";
import { visible } from "../lib/format";
import { decisive, rangeOf } from "../lib/packages";
import { When } from "./bits";

const kTones = { whole: "green", undecided: "amber", broken: "red" } as const;
const kLevels: Record<PackageFinding["level"], string> = { broken: "red", undecided: "amber", warning: "plain" };
// A tick, a question mark, a cross: the result is not told by colour alone.
const kShapes = {
  whole: "M6.5 12.5l3.6 3.6 7.4-8",
  undecided: "M9 9.2a3 3 0 1 1 4.4 2.6c-1 .6-1.4 1.1-1.4 2.2M12 17v.4",
  broken: "M7.5 7.5l9 9M16.5 7.5l-9 9",
} as const;

interface Props {
  verdict: PackageVerdict;
  checkedAt: string | null;
  again: boolean; // is being checked once more
}

export function Verdict({ verdict, checkedAt, again }: Props) {
  const { t, named } = useText();
  const { result } = verdict;
  const first = decisive(verdict);
  return (
    <section className={`verdict verdict-${kTones[result]}`} aria-label={t("evidence.verdict")} data-testid="verdict" data-result={result}>
      <svg viewBox="0 0 24 24" width="44" height="44" aria-hidden="true">
        <circle cx="12" cy="12" r="10.5" />
        <path d={kShapes[result]} />
      </svg>
      <div className="verdict-main">
        <p className="verdict-word" role={result === "whole" ? "status" : "alert"}>
          {named("evidence.result", result)}
        </p>
        <p>{named("evidence.means", result)}</p>
        <p>{named("evidence.todo", result)}</p>
        {first && result !== "whole" ? (
          <div className="verdict-first" data-testid="verdict-first">
            <p className="strong">{named("evidence.first", result)}</p>
            <p className="mono wrap">
              <bdi>{visible(first.file)}</bdi>
            </p>
            <p>
              <Range finding={first} />
            </p>
            <p className="wrap" lang="en">
              {visible(first.what)}
            </p>
          </div>
        ) : null}
        <p className="muted" role="status">
          {again ? (
            t("evidence.checkingAgain")
          ) : checkedAt ? (
            <>
              {t("evidence.checkedAt")} <When time={checkedAt} />
            </>
          ) : null}
        </p>
      </div>
    </section>
  );
}

function Range({ finding }: { finding: PackageFinding }) {
  const { t, lang } = useText();
  const range = rangeOf(finding);
  if (!range) return <span className="muted">{t("evidence.rangeAll")}</span>;
  const number = (n: number) => n.toLocaleString(lang);
  const { from, to } = range;
  return <span className="num">{t(from === to ? "evidence.rangeAt" : "evidence.range", { from: number(from), to: number(to), n: number(to - from) })}</span>;
}

export function Findings({ findings }: { findings: PackageFinding[] }) {
  const { t, named, lang } = useText();
  return (
    <section className="panel" aria-labelledby="findings">
      <header className="panel-head">
        <h2 id="findings">
          {t("evidence.findings")} <span className="muted num">{findings.length.toLocaleString(lang)}</span>
        </h2>
      </header>
      {findings.length === 0 ? <p className="pad muted">{t("evidence.noFindings")}</p> : null}
      <ul className="rows findings" tabIndex={findings.length > 0 ? 0 : undefined} aria-labelledby="findings">
        {findings.map((finding, i) => (
          <li key={i} className="loss">
            <span className="finding-head">
              <span className={`state state-${kLevels[finding.level]}`}>{named("evidence.level", finding.level)}</span>
              <bdi className="mono wrap">{visible(finding.file)}</bdi>
            </span>
            {rangeOf(finding) ? <Range finding={finding} /> : null}
            <span className="wrap" lang="en">
              {visible(finding.what)}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
