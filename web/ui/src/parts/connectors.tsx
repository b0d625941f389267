// How platforms are given notice over their own interfaces; a check sends nothing.
import { App, Button, Form, Input } from "antd";
import { useState } from "react";
import { call, type Connector, type ConnectorCheck } from "../api/client";
import { forget, useGet } from "../api/use";
import { useText } from "../i18n";
import { visible } from "../lib/format";
import { useSend } from "../lib/send";
import { useMay } from "../session";
import { Empty, Failure, Shape, When } from "./bits";
import { FormModal } from "./formmodal";

const kMaxYaml = 32_768;

function AddConnector({ onClose, onDone }: { onClose: () => void; onDone: () => void }) {
  const { t } = useText();
  const { message } = App.useApp();
  const [form] = Form.useForm<{ yaml: string }>();
  const { busy, failure, send } = useSend();
  return (
    <FormModal
      title={t("outbox.addConnector")}
      submitId="connector-submit"
      form={form}
      busy={busy}
      failure={failure}
      intro={<p className="muted form-says">{t("outbox.yamlTouches")}</p>}
      onSend={({ yaml }) =>
        void send(async () => {
          await call<Connector>("/connectors", { method: "POST", body: { yaml } });
          forget("/connectors");
          void message.success(t("outbox.connectorAdded"));
          onDone();
        })
      }
      onClose={onClose}
    >
      <Form.Item name="yaml" label={t("outbox.yaml")} rules={[{ required: true, whitespace: true, message: t("outbox.yamlRequired") }]}>
        <Input.TextArea autoFocus rows={14} maxLength={kMaxYaml} className="mono" spellCheck={false} />
      </Form.Item>
    </FormModal>
  );
}

function One({ one }: { one: Connector }) {
  const { t, local, named } = useText();
  const may = useMay();
  // "secret NAME" or "step CALL", as the server has it.
  const checked = (what: string) => {
    const [kind, ...rest] = what.split(" ");
    const name = rest.join(" ");
    if (kind === "step") return t("outbox.checked.step", { name: named("outbox.step", name) });
    return kind === "secret" ? t("outbox.checked.secret", { name }) : what;
  };
  const { busy, failure, send } = useSend();
  const [found, setFound] = useState<ConnectorCheck | null>(null);
  const check = () => send(async () => setFound(await call<ConnectorCheck>(`/connectors/${one.id}/check`, { method: "POST", body: {} })));
  return (
    <li className="panel pad connector" data-connector={one.id}>
      <div className="loss-head">
        <h2>{local(one.name) || one.id}</h2>
        {may("connector.manage") ? (
          <Button size="small" onClick={() => void check()} loading={busy} title={t("outbox.checkTouches")} data-testid="connector-check">
            {t("outbox.check")}
          </Button>
        ) : null}
      </div>
      <p className="muted">
        <span className="mono">{one.id}</span> · {t("outbox.platformsAre", { names: one.platforms.join(", ") || t("common.all") })} · {t("outbox.limit", { n: one.max_items, s: Number((one.gap_ms / 1000).toPrecision(2)) })}
        {one.per_day ? ` · ${t("outbox.perDay", { n: one.per_day })}` : ""} · <When time={one.added_at} />
      </p>
      <ul className="plain">
        {one.steps.map((step) => (
          <li key={step.step} className="wrap">
            <strong>{named("outbox.step", step.step)}</strong> <span className="mono">{step.method}</span> <span className="mono">{visible(step.url)}</span>{" "}
            <span className="muted">{t(step.told_apart ? "outbox.toldApart" : "outbox.notToldApart")}</span>
          </li>
        ))}
      </ul>
      {failure ? (
        <p className="alert alert-red wrap" role="alert">
          {failure}
        </p>
      ) : null}
      {found ? (
        <div className={found.ok ? "alert alert-green" : "alert alert-red"} role="status">
          <strong>{t(found.ok ? "outbox.checkOk" : "outbox.checkBad")}</strong>
          <ul className="missing">
            {found.checks.map((line) => (
              <li key={line.what} className="wrap">
                {line.ok ? "✓" : "✗"} {checked(line.what)}
                {line.why ? ` — ${line.why}` : ""}
              </li>
            ))}
          </ul>
          {found.request ? (
            <details>
              <summary>{t("outbox.request")}</summary>
              <pre className="excerpt mono">{visible(`${found.request.method} ${found.request.url}\n${found.request.headers.join("\n")}\n\n${found.request.body}`)}</pre>
            </details>
          ) : null}
        </div>
      ) : null}
    </li>
  );
}

export function Connectors() {
  const { t } = useText();
  const may = useMay();
  const { data, error, loading, reload } = useGet<{ items: Connector[] }>("/connectors");
  const [adding, setAdding] = useState(false);
  return (
    <>
      {may("connector.manage") ? (
        <div className="filters">
          <Button onClick={() => setAdding(true)} data-testid="connector-add">
            {t("outbox.addConnector")}
          </Button>
        </div>
      ) : null}
      {error ? <Failure error={error} onRetry={reload} /> : null}
      {!data && loading ? <Shape rows={4} /> : null}
      {data && data.items.length === 0 ? <Empty title={t("outbox.noConnectors")} hint={t(may("connector.manage") ? "outbox.noConnectorsHint" : "outbox.noConnectorsAsk")} /> : null}
      <ul className="processes">
        {(data?.items ?? []).map((one) => (
          <One key={one.id} one={one} />
        ))}
      </ul>
      {adding ? (
        <AddConnector
          onClose={() => setAdding(false)}
          onDone={() => {
            setAdding(false);
            reload();
          }}
        />
      ) : null}
    </>
  );
}
