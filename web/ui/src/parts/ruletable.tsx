// The rules of a pack with their examples, each with a mark for whether it does as it says.
import type { RuleRow, WholeRulePack } from "../api/client";
import { useText } from "../i18n";
import { signed } from "../lib/format";

function Examples({ rule, wanted }: { rule: RuleRow; wanted: boolean }) {
  const { t } = useText();
  const rows = rule.examples.filter((example) => example.wanted === wanted);
  if (rows.length === 0) return null;
  return (
    <div>
      <h3 className="muted">{t(wanted ? "rules.mustFire" : "rules.mustNot")}</h3>
      <ul className="plain examples">
        {rows.map((example, i) => {
          const ok = example.fired === example.wanted;
          return (
            <li key={i} className={ok ? "" : "bad"}>
              <span className={ok ? "state state-green" : "state state-red"}>{t(ok ? "rules.exampleOk" : "rules.exampleBad")}</span> <bdi className="wrap">{example.text}</bdi>
            </li>
          );
        })}
      </ul>
    </div>
  );
}

// What else has to hold, in words.
function Wants({ rule }: { rule: RuleRow }) {
  const { t, lang } = useText();
  const { when } = rule;
  if (!when) return null;
  const wants = [
    when.price_below === null ? "" : t("rules.when.price", { share: `${Math.round(when.price_below * 100)} %` }),
    when.seller === null ? "" : t(`rules.when.${when.seller}`),
    when.name === null ? "" : t("rules.when.word"),
    when.lacks.length ? t("rules.when.lacks", { patterns: when.lacks.join(lang === "zh" ? "、" : ", ") }) : "",
    when.category.length ? t("rules.when.category", { patterns: when.category.join(lang === "zh" ? "、" : ", ") }) : "",
  ].filter(Boolean);
  return (
    <p className="muted">
      {t("rules.when")} {wants.join(lang === "zh" ? "，" : ", ")}
    </p>
  );
}

export function RuleTable({ pack }: { pack: WholeRulePack }) {
  const { t, lang, named } = useText();
  const glue = lang === "zh" ? "、" : ", ";
  return (
    <ul className="rule-list" data-testid="rule-list">
      {pack.rule_list.map((rule) => (
        <li key={rule.id} className="panel pad">
          <h2 className="rule-head">
            <span className="mono">{rule.id}</span> <span className={`state ${rule.effect === "suspect" ? "state-amber" : rule.effect === "clear" ? "state-green" : "state-quiet"}`}>{t(`rules.effect.${rule.effect}`)}</span>{" "}
            {rule.effect === "context" ? null : (
              <span className="num">
                {t("rules.db")} {signed(rule.db)} dB
              </span>
            )}
          </h2>
          <p className="muted">
            {t("rules.place")} {t(`rules.place.${rule.place}`)} · {t("rules.fields")} {rule.fields.join(glue)}
            {rule.kinds.length ? ` · ${rule.kinds.map((kind) => named("kind", kind)).join(glue)}` : ""}
            {rule.legal_basis ? ` · ${t("rules.basis")} ${rule.legal_basis}` : ""}
          </p>
          <Wants rule={rule} />
          <div className="rule-examples">
            <Examples rule={rule} wanted />
            <Examples rule={rule} wanted={false} />
          </div>
        </li>
      ))}
    </ul>
  );
}
