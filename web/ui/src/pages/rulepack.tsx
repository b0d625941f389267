// One pack in force: its rules, their examples, its text, what was in force before.
import { App, Button, Form, Input, Table } from "antd";
import { useState } from "react";
import { Link, useNavigate, useParams } from "react-router-dom";
import { call, type RulePackDetail } from "../api/client";
import { forget, useGet } from "../api/use";
import { useText } from "../i18n";
import { useSend } from "../lib/send";
import { Failure, Heading, Shape, When } from "../parts/bits";
import { FormModal } from "../parts/formmodal";
import { RuleTable } from "../parts/ruletable";
import { WatchTabs } from "../parts/watchtabs";
import { useMay } from "../session";

export default function RulePackPage() {
  const { pack = "" } = useParams();
  const { t } = useText();
  const { data, error, loading, reload } = useGet<RulePackDetail>(`/rules/packs/${encodeURIComponent(pack)}`);
  return (
    <div className="page">
      <WatchTabs />
      {error ? (
        <>
          <h1 className="unseen">{t("rules.title")}</h1>
          <Failure error={error} onRetry={reload} />
          <Link to="/rules">← {t("rules.back")}</Link>
        </>
      ) : null}
      {!data && loading ? (
        <>
          <Heading title={t("rules.title")} />
          <Shape rows={10} />
        </>
      ) : null}
      {data ? <Whole pack={data} /> : null}
    </div>
  );
}

function Whole({ pack }: { pack: RulePackDetail }) {
  const { t } = useText();
  const may = useMay();
  const navigate = useNavigate();
  const [withdrawing, setWithdrawing] = useState(false);
  return (
    <>
      <Heading
        title={<span className="mono">{pack.id}</span>}
        hint={
          <>
            <Link to="/rules">← {t("rules.back")}</Link> · {t("rules.version")} <span className="num">{pack.version}</span> ·{" "}
            {!pack.own ? t("rules.shipped") : pack.shipped_version != null ? t("rules.ownInstead", { n: pack.shipped_version }) : t("rules.own")} · {pack.source}
          </>
        }
      >
        <Button type="primary" disabled={!may("rules.draft")} onClick={() => navigate(`/rules/new?pack=${encodeURIComponent(pack.id)}`)} data-testid="rule-draft-of">
          {t("rules.editPack")}
        </Button>
        {pack.own ? (
          <Button danger disabled={!may("rules.withdraw")} onClick={() => setWithdrawing(true)} data-testid="rule-withdraw">
            {t("rules.withdraw")}
          </Button>
        ) : null}
      </Heading>
      <RuleTable pack={pack} />
      {pack.yaml ? (
        <details className="how">
          <summary>{t("rules.text")}</summary>
          <pre className="excerpt mono" tabIndex={0} role="region" aria-label={t("rules.text")}>
            {pack.yaml}
          </pre>
        </details>
      ) : null}
      <h2 className="second">{t("rules.history")}</h2>
      {pack.history.length === 0 ? (
        <p className="muted">{t("rules.historyEmpty")}</p>
      ) : (
        <Table<RulePackDetail["history"][number]>
          size="small"
          rowKey={(row) => row.at + row.by + String(row.version)}
          pagination={false}
          dataSource={pack.history}
          scroll={{ x: 560 }}
          columns={[
            { key: "at", title: t("rules.at"), width: 148, render: (_, row) => <When time={row.at} /> },
            {
              key: "version",
              title: t("rules.version"),
              width: 110,
              render: (_, row) => (row.version === null ? <span className="state state-quiet">{t("rules.withdrawn")}</span> : row.draft ? <Link to={`/rules/drafts/${row.draft}`}>{row.version}</Link> : row.version),
            },
            { key: "by", title: t("rules.by"), width: 110, ellipsis: true, render: (_, row) => row.by },
            { key: "reason", title: t("rules.reason"), render: (_, row) => <span className="wrap">{row.reason}</span> },
          ]}
        />
      )}
      {withdrawing ? <Withdraw pack={pack.id} onClose={() => setWithdrawing(false)} /> : null}
    </>
  );
}

function Withdraw({ pack, onClose }: { pack: string; onClose: () => void }) {
  const { t } = useText();
  const { message } = App.useApp();
  const navigate = useNavigate();
  const [form] = Form.useForm<{ reason: string }>();
  const { busy, failure, send } = useSend();
  const withdraw = ({ reason }: { reason: string }) =>
    send(async () => {
      await call(`/rules/packs/${encodeURIComponent(pack)}/withdraw`, { method: "POST", body: { reason: reason.trim() } });
      forget("/rules");
      void message.success(t("rules.withdrawDone"));
      navigate("/rules");
    });
  return (
    <FormModal title={t("rules.withdraw")} submitId="rule-withdraw-send" form={form} busy={busy} failure={failure} intro={<p className="muted form-says">{t("rules.withdrawTouches")}</p>} onSend={(fields) => void withdraw(fields)} onClose={onClose}>
      <Form.Item name="reason" label={t("rules.reason")} rules={[{ required: true, whitespace: true, message: t("rights.required") }]}>
        <Input.TextArea autoFocus rows={3} maxLength={600} />
      </Form.Item>
    </FormModal>
  );
}
