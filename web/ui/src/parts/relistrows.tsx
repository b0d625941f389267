// Offers that look like ones that were taken down: both side by side, and why they look alike.
import { Link } from "react-router-dom";
import type { Relist } from "../api/client";
import { useText } from "../i18n";
import { percent, visible } from "../lib/format";
import { When } from "./bits";

type Reason = Relist["reasons"][number];

export function useRelistReason() {
  const { t, lang } = useText();
  return (reason: Reason): string => {
    if (reason.what === "picture") return t("relists.picture", { n: reason.count ?? 1, value: reason.value ?? "?" });
    if (reason.what === "text") return t("relists.text", { value: Math.round((reason.value ?? 0) * 100) });
    return t("relists.seller", { keys: (reason.keys ?? []).map((key) => t(`relists.key.${key}`)).join(lang === "zh" ? "、" : ", ") });
  };
}

export function RelistRows({ rows, withCase }: { rows: Relist[]; withCase: boolean }) {
  const { t } = useText();
  const say = useRelistReason();
  return (
    <ul className="relists" data-testid="relists">
      {rows.map((row) => (
        <li key={row.id} className="panel relist">
          <div className="relist-side">
            <h2>{t("relists.taken")}</h2>
            <strong className="wrap">{visible(row.taken_title) || t("common.unknown")}</strong>
            <span className="mono wrap muted">{visible(row.taken_url)}</span>
            <Link to={`/verify/${row.measure}`}>{t("relists.openMeasure")}</Link>
          </div>
          <div className="relist-why">
            <span className="big num">{percent(Math.min(1, row.score))}</span>
            <span className="muted">{t("relists.score")}</span>
            <ul className="missing">
              {row.reasons.map((reason, i) => (
                <li key={i}>{say(reason)}</li>
              ))}
            </ul>
          </div>
          <div className="relist-side">
            <h2>{t("relists.back")}</h2>
            <strong className="wrap">{visible(row.title) || t("common.unknown")}</strong>
            <span className="mono wrap muted">{visible(row.url)}</span>
            <span className="muted">
              {row.platform} · {row.seller ? visible(row.seller) : t("common.unknown")} · {t("relists.seen")} <When time={row.seen_at} />
            </span>
            {withCase ? <Link to={`/cases/${row.case}`}>{t("relists.openCase")}</Link> : null}
          </div>
        </li>
      ))}
    </ul>
  );
}
