// Questions to holders as rows: the listing, the right, and how long there is for an answer.
import { Link } from "react-router-dom";
import type { Identification } from "../api/client";
import { useText } from "../i18n";
import { visible } from "../lib/format";
import { State, When } from "./bits";
import { Left } from "./clock";
import { Thumb } from "./picture";

const kTones: Record<string, string> = { genuine: "green", fake: "red", cannot_tell: "quiet" };

export function Verdict({ verdict }: { verdict: string | null | undefined }) {
  const { named } = useText();
  return verdict ? <span className={`state state-${kTones[verdict] ?? "plain"}`}>{named("identify.verdict", verdict)}</span> : null;
}

export function IdentificationRows({ rows }: { rows: Identification[] }) {
  const { t } = useText();
  return (
    <ul className="rows" data-testid="identifications">
      {rows.map((row) => (
        <li key={row.id} className="case-flag" data-identification={row.id} data-state={row.state}>
          <Thumb sha256={row.pictures[0]} size={56} />
          <div className="case-flag-main">
            <Link to={`/identifications/${row.id}`} className="title-link">
              {visible(row.listing.title) || t("common.unknown")}
            </Link>
            <span className="muted">
              {row.right.title} · {row.listing.platform} · <When time={row.asked_at} />
            </span>
            {row.state === "asked" ? (
              <span>
                {t("identify.due")} <When time={row.due} /> <Left due={row.due} />
              </span>
            ) : (
              <Verdict verdict={row.verdict} />
            )}
          </div>
          <State of="identification" state={row.state} />
        </li>
      ))}
    </ul>
  );
}
