// A draft: its text, its examples, its runs in the shadow, and the second person's word.
import { App, Button, Form, Input, InputNumber, Modal } from "antd";
import { useEffect, useState } from "react";
import { Link, useNavigate, useParams } from "react-router-dom";
import { call, type RuleDraftDetail } from "../api/client";
import { forget, useGet } from "../api/use";
import { useText } from "../i18n";
import { useSend } from "../lib/send";
import { Failure, Heading, Shape, When } from "../parts/bits";
import { FormModal } from "../parts/formmodal";
import { RuleTable } from "../parts/ruletable";
import { runs, ShadowResult } from "../parts/shadow";
import { WatchTabs } from "../parts/watchtabs";
import { YamlField } from "../parts/yamlfield";
import { useMay } from "../session";

const kUsual = 2000, kMost = 20000, kLookAgain = 1500;

export default function RuleDraftPage() {
  const { id = "" } = useParams();
  const { t } = useText();
  const { data: draft, error, loading, reload } = useGet<RuleDraftDetail>(`/rules/drafts/${id}`);
  const running = draft?.shadows.some(runs) ?? false;
  useEffect(() => {
    if (!running) return;
    const timer = setInterval(reload, kLookAgain);
    return () => clearInterval(timer);
  }, [running, reload]);
  return (
    <div className="page">
      <WatchTabs />
      {error ? (
        <>
          <h1 className="unseen">{t("rules.drafts")}</h1>
          <Failure error={error} onRetry={reload} />
        </>
      ) : null}
      {!draft && loading ? (
        <>
          <Heading title={t("rules.drafts")} />
          <Shape rows={10} />
        </>
      ) : null}
      {draft ? <Whole key={draft.id} draft={draft} onChanged={reload} /> : null}
    </div>
  );
}

function Whole({ draft, onChanged }: { draft: RuleDraftDetail; onChanged: () => void }) {
  const { t } = useText();
  const { message } = App.useApp();
  const may = useMay();
  const navigate = useNavigate();
  const { busy, failure, send } = useSend();
  const [text, setText] = useState(draft.yaml);
  const [count, setCount] = useState(kUsual);
  const [activating, setActivating] = useState(false);
  const [dropping, setDropping] = useState(false);
  const can = (act: RuleDraftDetail["may"][number]) => draft.may.includes(act);
  const after = (said: string) => {
    forget("/rules");
    void message.success(said);
    onChanged();
  };
  const save = () =>
    send(async () => {
      await call(`/rules/drafts/${draft.id}`, { method: "PATCH", body: { yaml: text }, version: draft.row_version });
      after(t("rules.kept"));
    });
  const drop = () =>
    send(async () => {
      await call(`/rules/drafts/${draft.id}/acts`, { method: "POST", body: { act: "drop" }, version: draft.row_version });
      forget("/rules");
      void message.success(t("rules.dropped"));
      navigate("/rules");
    });
  const run = () =>
    send(async () => {
      await call(`/rules/drafts/${draft.id}/shadows`, { method: "POST", body: { snapshots: count } });
      after(t("rules.shadowAsked"));
    });
  const cancel = (shadow: string) =>
    send(async () => {
      await call(`/rules/shadows/${shadow}/cancel`, { method: "POST", body: {} });
      onChanged();
    });
  const running = draft.shadows.some(runs);
  const changed = text !== draft.yaml;
  return (
    <>
      <Heading
        title={t("rules.draftOf", { pack: draft.pack })}
        hint={
          <>
            <Link to="/rules">← {t("rules.back")}</Link> · <span className={draft.state === "active" ? "state state-green" : draft.state === "draft" ? "state state-amber" : "state state-quiet"}>{t(`rules.state.${draft.state}`)}</span>{" "}
            {t("rules.version")} <span className="num">{draft.version ?? "–"}</span> · {draft.author} · <When time={draft.updated_at} />
          </>
        }
      >
        {can("drop") ? (
          <Button onClick={() => setDropping(true)} data-testid="rule-drop">
            {t("rules.drop")}
          </Button>
        ) : null}
        {draft.state === "draft" && may("rules.activate") ? (
          <Button type="primary" disabled={!can("activate")} onClick={() => setActivating(true)} data-testid="rule-activate">
            {t("rules.activate")}
          </Button>
        ) : null}
      </Heading>
      {draft.state === "draft" && !can("activate") ? <p className="alert">{t(draft.mine ? "rules.activateMine" : draft.tried ? "rules.activateNot" : "rules.activateUntried")}</p> : null}
      {draft.problem && draft.state === "draft" ? (
        <p className="alert alert-amber wrap">
          <strong>{t("rules.problem")}</strong> {draft.problem}
        </p>
      ) : null}
      {failure ? (
        <p className="alert alert-red wrap" role="alert">
          {failure}
        </p>
      ) : null}
      {can("edit") ? (
        <div className="panel pad">
          <YamlField id="rule-yaml" label={t("rules.text")} value={text} onChange={setText} />
          <div className="form-end">
            <Button type="primary" disabled={!changed} loading={busy} onClick={() => void save()} data-testid="rule-save">
              {t("rules.keepText")}
            </Button>
          </div>
        </div>
      ) : (
        <details className="how">
          <summary>{t("rules.text")}</summary>
          <pre className="excerpt mono" tabIndex={0} role="region" aria-label={t("rules.text")}>
            {draft.yaml}
          </pre>
        </details>
      )}
      <h2 className="second">{t("rules.shadow")}</h2>
      <p className="muted form-says">{t("rules.shadowHint")}</p>
      {can("shadow") ? (
        <div className="filters">
          <label htmlFor="shadow-count">{t("rules.shadowCount")}</label>
          <InputNumber id="shadow-count" min={1} max={kMost} value={count} onChange={(value) => setCount(value ?? kUsual)} />
          <Button loading={busy} disabled={changed || running || (draft.failed ?? 1) > 0} onClick={() => void run()} data-testid="shadow-run">
            {t("rules.shadowRun")}
          </Button>
        </div>
      ) : null}
      {draft.shadows.length === 0 ? <p className="muted">{t("rules.shadowNone")}</p> : null}
      <div className="shadows">
        {draft.shadows.slice(0, 5).map((shadow) => (
          <ShadowResult key={shadow.id} shadow={shadow} busy={busy} {...(may("rules.draft") ? { onCancel: () => void cancel(shadow.id) } : {})} />
        ))}
      </div>
      {draft.whole ? (
        <>
          <h2 className="second">{t("rules.examples")}</h2>
          <RuleTable pack={draft.whole} />
        </>
      ) : null}
      {activating ? (
        <Activate
          draft={draft}
          onClose={() => setActivating(false)}
          onDone={() => {
            setActivating(false);
            after(t("rules.activated"));
          }}
        />
      ) : null}
      <Modal
        open={dropping}
        title={t("rules.drop")}
        okText={t("rules.drop")}
        cancelText={t("common.cancel")}
        okButtonProps={{ danger: true, id: "rule-drop-send" }}
        confirmLoading={busy}
        onCancel={() => setDropping(false)}
        onOk={() => void drop()}
        transitionName=""
        maskTransitionName=""
      >
        <p>{t("rules.dropTouches")}</p>
      </Modal>
    </>
  );
}

function Activate({ draft, onClose, onDone }: { draft: RuleDraftDetail; onClose: () => void; onDone: () => void }) {
  const { t } = useText();
  const [form] = Form.useForm<{ reason: string }>();
  const { busy, failure, send } = useSend();
  const activate = ({ reason }: { reason: string }) =>
    send(async () => {
      await call(`/rules/drafts/${draft.id}/acts`, { method: "POST", body: { act: "activate", reason: reason.trim() }, version: draft.row_version });
      onDone();
    });
  return (
    <FormModal title={t("rules.activate")} submitId="rule-activate-send" form={form} busy={busy} failure={failure} intro={<p className="muted form-says">{t("rules.activateTouches")}</p>} onSend={(fields) => void activate(fields)} onClose={onClose}>
      <Form.Item name="reason" label={t("rules.reason")} rules={[{ required: true, whitespace: true, message: t("rights.required") }]}>
        <Input.TextArea autoFocus rows={3} maxLength={600} />
      </Form.Item>
    </FormModal>
  );
}
