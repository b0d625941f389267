// A new draft: from nothing, or from a pack that is in force.
import { App, Button } from "antd";
import { useEffect, useState } from "react";
import { Link, useNavigate, useSearchParams } from "react-router-dom";
import { call, type RuleDraftDetail, type RulePackDetail, type WholeRulePack } from "../api/client";
import { forget, useGet } from "../api/use";
import { useText } from "../i18n";
import { useSend } from "../lib/send";
import { Failure, Heading, Shape } from "../parts/bits";
import { RuleTable } from "../parts/ruletable";
import { WatchTabs } from "../parts/watchtabs";
import { YamlField } from "../parts/yamlfield";

// A shape to fill in.
const kBegin = `id: our-words
version: 1
source: 
date: ""
language: zh
rules:
  - id: our.first
    effect: suspect
    reason: counterfeit_slang
    db: 6
    any: ['']
    must_fire: ['']
    must_not_fire: ['']
`;

export default function RuleNew() {
  const { t } = useText();
  const { message } = App.useApp();
  const navigate = useNavigate();
  const [search] = useSearchParams();
  const from = search.get("pack");
  const { data, error, loading, reload } = useGet<RulePackDetail>(from ? `/rules/packs/${encodeURIComponent(from)}` : null);
  const [text, setText] = useState<string | null>(from ? null : kBegin);
  const [checked, setChecked] = useState<{ pack: WholeRulePack; failed: number } | null>(null);
  const { busy, failure, send } = useSend();
  useEffect(() => {
    // The next version of what is in force.
    if (data?.yaml) setText((old) => old ?? (data.yaml ?? "").replace(/^version:\s*\d+/m, `version: ${data.version + 1}`));
  }, [data]);
  const check = () => send(async () => setChecked(await call("/rules/check", { method: "POST", body: { yaml: text } })));
  const keep = () =>
    send(async () => {
      const draft = await call<RuleDraftDetail>("/rules/drafts", { method: "POST", body: { yaml: text } });
      forget("/rules");
      void message.success(t("rules.kept"));
      navigate(`/rules/drafts/${draft.id}`);
    });
  return (
    <div className="page">
      <WatchTabs />
      <Heading title={t("rules.newDraft")} hint={<Link to="/rules">← {t("rules.back")}</Link>} />
      {error ? <Failure error={error} onRetry={reload} /> : null}
      {text === null && loading ? <Shape rows={10} /> : null}
      {text !== null ? (
        <div className="panel pad">
          <p className="muted form-says">{t("rules.textHint")}</p>
          <YamlField
            id="rule-yaml"
            label={t("rules.text")}
            value={text}
            onChange={(value) => {
              setText(value);
              setChecked(null);
            }}
          />
          {failure ? (
            <p className="alert alert-red wrap" role="alert">
              {failure}
            </p>
          ) : null}
          {checked ? (
            <p className={checked.failed ? "alert alert-amber" : "alert alert-green"} role="status" data-testid="rule-checked">
              {checked.failed ? t("rules.checkedBad", { n: checked.failed }) : t("rules.checked", { n: checked.pack.examples })}
            </p>
          ) : null}
          <div className="form-end">
            <Button loading={busy} onClick={() => void check()} data-testid="rule-check">
              {t("rules.check")}
            </Button>
            <Button type="primary" loading={busy} onClick={() => void keep()} data-testid="rule-keep">
              {t("rules.keep")}
            </Button>
          </div>
        </div>
      ) : null}
      {checked ? <RuleTable pack={checked.pack} /> : null}
    </div>
  );
}
