// Closing a case, with what came of it, and opening it again.
import { App, Button, Form, Input, Select } from "antd";
import { useState } from "react";
import { call, type CaseDeed, type CaseDetail } from "../api/client";
import { forget } from "../api/use";
import { useText } from "../i18n";
import { useSend } from "../lib/send";
import { FormModal } from "./formmodal";

function ActForm({ act, made, onClose, onDone }: { act: CaseDeed["act"]; made: CaseDetail; onClose: () => void; onDone: () => void }) {
  const { t, local } = useText();
  const { message } = App.useApp();
  const [form] = Form.useForm<{ outcome?: string; reason: string }>();
  const { busy, failure, send } = useSend();
  return (
    <FormModal
      title={t(`casefile.${act}`)}
      submitId={`case-${act}-submit`}
      form={form}
      busy={busy}
      failure={failure}
      intro={<p className="muted form-says">{t(`casefile.${act}Touches`)}</p>}
      onSend={({ outcome, reason }) =>
        void send(async () => {
          const body: CaseDeed = { act, reason: reason.trim(), ...(act === "close" && outcome ? { outcome } : {}) };
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
      <Form.Item name="reason" label={t("casefile.reason")} rules={[{ required: true, whitespace: true, message: t("casefile.reasonRequired") }]}>
        <Input.TextArea rows={3} maxLength={660} />
      </Form.Item>
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
