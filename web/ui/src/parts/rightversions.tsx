// What each version changed, and when somebody looked at the register.
import type { RightDetail } from "../api/client";
import { useText } from "../i18n";
import { visible } from "../lib/format";
import { Digest, When } from "./bits";
import { useChoiceName, useFieldName } from "./fieldname";

function short(value: unknown): string {
  if (value === null || value === undefined || value === "" || (Array.isArray(value) && value.length === 0)) return "–";
  const text = typeof value === "string" ? value : Array.isArray(value) && value.every((one) => typeof one !== "object") ? value.join(", ") : JSON.stringify(value);
  return visible(text.length > 400 ? `${text.slice(0, 400)}…` : text);
}

export function Versions({ right }: { right: RightDetail }) {
  const { t, named } = useText();
  const fieldName = useFieldName();
  const choiceName = useChoiceName();
  const versions = [...(right.versions ?? [])].reverse();
  const checks = right.checks ?? [];
  return (
    <div className="right-cols">
      <section className="panel" data-testid="versions">
        <h2 className="panel-head">{t("rights.versions")}</h2>
        <ul className="rows">
          {versions.map((version) => (
            <li key={version.version}>
              <span className="loss-head">
                <strong>
                  {t("rights.version")} <span className="num">{version.version}</span>
                </strong>
                <When time={version.created_at} />
              </span>
              {version.digest ? <Digest value={version.digest} /> : null}
              {(version.changed ?? []).length > 0 ? (
                <table className="diff">
                  <thead>
                    <tr>
                      <th scope="col">{t("rights.field")}</th>
                      <th scope="col">{t("rights.before")}</th>
                      <th scope="col">{t("rights.after")}</th>
                    </tr>
                  </thead>
                  <tbody>
                    {(version.changed ?? []).map((one) => (
                      <tr key={one.field}>
                        <th scope="row">{fieldName(one.field)}</th>
                        <td className="wrap">{short(choiceName(one.field, one.before))}</td>
                        <td className="wrap">{short(choiceName(one.field, one.after))}</td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              ) : (
                <span className="muted">{version.version === 1 ? t("rights.firstVersion") : ""}</span>
              )}
            </li>
          ))}
        </ul>
      </section>
      <section className="panel" data-testid="checks">
        <h2 className="panel-head">{t("rights.looks")}</h2>
        {checks.length === 0 ? <p className="pad muted">{t("rights.noLooks")}</p> : null}
        <ul className="rows">
          {checks.map((check, i) => (
            <li key={i}>
              <span className="loss-head">
                <strong className="num">{check.checked_at}</strong>
                <span>{named("rights", check.status, check.status)}</span>
              </span>
              {check.note ? <span className="muted wrap">{visible(check.note)}</span> : null}
              {check.source ? <Digest value={check.source} /> : <span className="muted">{t("rights.noSource")}</span>}
            </li>
          ))}
        </ul>
      </section>
    </div>
  );
}
