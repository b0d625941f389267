// Closing a case, with what came of it, and opening it again.
import { App, Button, Form, Input, Select } from "antd";
import { useState } from "react";
import { Link } from "react-router-dom";
import { call, type CaseDeed, type CaseDetail } from "../api/client";
import { forget } from "../api/use";
import { useText } from "../i18n";
import { useSend } from "../lib/send";
import { FormModal } from "./formmodal";

function ActForm({ act, made, onClose, onDone }: { act: CaseDeed["act"]; made: CaseDetail; onClose: () => void; onDone: () => void }) {
  const { t, local } = useText();
  const { message } = App.useApp();
  const [form] = Form.useForm<{ outcome?: string; reason: string; despite?: string }>();
  const { busy, failure, send } = useSend();
  const open = act === "close" ? made.open : [];
  return (
    <FormModal
      title={t(`casefile.${act}`)}
      submitId={`case-${act}-submit`}
      form={form}
      busy={busy}
      failure={failure}
      intro={<p className="muted form-says">{t(`casefile.${act}Touches`)}</p>}
      onSend={({ outcome, reason, despite }) =>
        void send(async () => {
          const body: CaseDeed = { act, reason: reason.trim(), ...(act === "close" && outcome ? { outcome } : {}), ...(open.length > 0 && despite ? { despite: despite.trim() } : {}) };
          await call<CaseDetail>(`/cases/${made.id}/acts`, { method: "POST", version: made.row_version, body });
          for (const path of ["/cases", "/deadlines", "/tasks"]) forget(path);
          void message.success(t(act === "close" ? "casefile.closed" : "casefile.reopened"));
          onDone();
        })
      }
      onClose={onClose}
    >
      {act === "close" ? (
        <Form.Item name="outcome" label={t("casefile.outcome")} rules={[{ required: true, message: t("casefile.outcomeRequired") }]}>
          <Select autoFocus options={made.outcomes.map(({ code, name }) => ({ value: code, label: local(name) || code }))} />
        </Form.Item>
      ) : null}
      {open.length > 0 ? (
        <div className="alert alert-amber" data-testid="case-open">
          <p>
            <strong>{t("casefile.stillOpen", { n: open.length })}</strong>
          </p>
          <ul className="missing">
            {open.map((one) => (
              <li key={one.what + one.id}>
                <Link to={one.what === "counter_notice" ? `/counter-notices/${one.id}` : `/notices/${one.notice}`}>{t(`casefile.open.${one.what}`)}</Link>
                {one.listings > 0 ? <span className="muted"> {t("casefile.openListings", { n: one.listings })}</span> : null}
              </li>
            ))}
          </ul>
        </div>
      ) : null}
      <Form.Item name="reason" label={t("casefile.reason")} rules={[{ required: true, whitespace: true, message: t("casefile.reasonRequired") }]}>
        <Input.TextArea rows={3} maxLength={660} />
      </Form.Item>
      {open.length > 0 ? (
        <Form.Item name="despite" label={t("casefile.despite")} rules={[{ required: true, whitespace: true, message: t("casefile.despiteRequired") }]}>
          <Input.TextArea rows={2} maxLength={660} />
        </Form.Item>
      ) : null}
    </FormModal>
  );
}

export function CaseActs({ made, onDone }: { made: CaseDetail; onDone: () => void }) {
  const { t } = useText();
  const [act, setAct] = useState<CaseDeed["act"] | null>(null);
  return (
    <>
      {made.may.map((one) => (
        <Button key={one} onClick={() => setAct(one)} data-testid={`case-${one}`}>
          {t(`casefile.${one}`)}
        </Button>
      ))}
      {act ? (
        <ActForm
          act={act}
          made={made}
          onClose={() => setAct(null)}
          onDone={() => {
            setAct(null);
            onDone();
          }}
        />
      ) : null}
    </>
  );
}
