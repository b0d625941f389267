// A run in the shadow: how far it is, what would be otherwise, how often each rule fires.
import { Button, Progress, Table } from "antd";
import type { RuleShadow, ShadowSample } from "../api/client";
import { useText } from "../i18n";
import { When } from "./bits";

const kTones: Record<RuleShadow["state"], string> = {
  waiting: "state state-plain", running: "state state-plain", done: "state state-green", cancelled: "state state-quiet", failed: "state state-red",
};
export const runs = (shadow: RuleShadow) => shadow.state === "waiting" || shadow.state === "running";

function Changes({ title, rows }: { title: string; rows: ShadowSample[] }) {
  const { t } = useText();
  if (rows.length === 0) return null;
  const db = (value: number | null | undefined) => (value == null ? "–" : value.toFixed(1));
  return (
    <>
      <h3>{title}</h3>
      <Table<ShadowSample>
        size="small"
        rowKey={(row) => `${row.listing} ${row.right ?? ""}`}
        pagination={false}
        dataSource={rows}
        scroll={{ x: 560 }}
        columns={[
          { key: "title", title: t("rules.listing"), render: (_, row) => <bdi className="wrap">{row.title || row.url}</bdi> },
          { key: "right", title: t("rules.right"), width: 130, ellipsis: true, render: (_, row) => row.right },
          { key: "before", title: t("rules.now"), width: 76, align: "right", render: (_, row) => <span className="num">{db(row.db_before)}</span> },
          { key: "after", title: t("rules.then"), width: 90, align: "right", render: (_, row) => <span className="num">{db(row.db_after)}</span> },
        ]}
      />
    </>
  );
}

export function ShadowResult({ shadow, onCancel, busy }: { shadow: RuleShadow; onCancel?: () => void; busy?: boolean }) {
  const { t, lang } = useText();
  const count = (n: number) => n.toLocaleString(lang);
  const { result } = shadow;
  return (
    <section className="panel pad shadow" data-testid="shadow" data-state={shadow.state}>
      <p className="shadow-head">
        <span className={kTones[shadow.state]}>{t(`rules.shadow.${shadow.state}`)}</span> <When time={shadow.created_at} /> {shadow.by}
        {shadow.of_this_text === false ? <span className="muted"> · {t("rules.shadowOld")}</span> : null}
        {runs(shadow) && onCancel ? (
          <Button size="small" loading={busy ?? false} onClick={onCancel} data-testid="shadow-cancel">
            {t("rules.shadowCancel")}
          </Button>
        ) : null}
      </p>
      {runs(shadow) ? <Progress percent={Math.round((100 * shadow.scanned) / Math.max(1, shadow.wanted))} aria-label={t("rules.shadow")} /> : null}
      {shadow.why ? <p className="alert alert-red wrap">{shadow.why}</p> : null}
      {result ? (
        <>
          <p>{t("rules.shadowSaid", { n: count(shadow.scanned), before: count(result.suspected_before), after: count(result.suspected_after) })}</p>
          <dl className="funnel">
            {(
              [
                ["rules.raised", result.raised],
                ["rules.gone", result.gone],
                ["rules.changed", result.changed],
              ] as const
            ).map(([key, n]) => (
              <div key={key}>
                <dt className="muted">{t(key)}</dt>
                <dd className="num big">{count(n)}</dd>
              </div>
            ))}
          </dl>
          <table className="counts">
            <thead>
              <tr>
                <th scope="col">{t("rules.rule")}</th>
                <th scope="col">{t("rules.fired")}</th>
              </tr>
            </thead>
            <tbody>
              {result.rules.map((rule) => (
                <tr key={rule.id}>
                  <th scope="row">
                    <span className="mono">{rule.id}</span>
                    {rule.samples.length > 0 ? (
                      <details className="how">
                        <summary>{t("rules.samples")}</summary>
                        <ul className="plain">
                          {rule.samples.map((sample) => (
                            <li key={sample.listing}>
                              {sample.matched ? <mark className="hit">{sample.matched}</mark> : null} <bdi className="wrap">{sample.title || sample.url}</bdi>
                            </li>
                          ))}
                        </ul>
                      </details>
                    ) : null}
                  </th>
                  <td>{rule.fired === 0 ? <span className="muted">{t("rules.noSamples")}</span> : count(rule.fired)}</td>
                </tr>
              ))}
            </tbody>
          </table>
          <Changes title={t("rules.raised")} rows={result.new} />
          <Changes title={t("rules.gone")} rows={result.lost} />
        </>
      ) : null}
    </section>
  );
}
