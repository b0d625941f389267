// What is done about a counter-notice: one person withdraws in two clicks; a complaint or a suit needs another person and its proof.
import { App, Button, Form, Input } from "antd";
import { useState } from "react";
import { call, type CounterNotice, type CounterNoticeDeed } from "../api/client";
import { forget } from "../api/use";
import { useVocabulary } from "../api/vocabulary";
import { useText } from "../i18n";
import { fromBeijing } from "../lib/format";
import { useSend } from "../lib/send";
import { FormModal } from "./formmodal";
import { nowField, TimeField } from "./timefield";
import { UploadField } from "./uploadfield";

type Act = CounterNoticeDeed["act"];
interface Fields {
  reason?: string;
  number?: string;
  filed?: string;
  told?: string;
  proof?: string;
}

const isFiling = (act: Act) => act === "complain" || act === "sue";

function ActForm({ act, counter, onClose, onDone }: { act: Act; counter: CounterNotice; onClose: () => void; onDone: () => void }) {
  const { t } = useText();
  const { message } = App.useApp();
  const reasons = useVocabulary("counter_reasons");
  const [form] = Form.useForm<Fields>();
  const { busy, failure, send } = useSend();
  const perform = (fields: Fields) =>
    send(async () => {
      const reason = fields.reason?.trim();
      const body: CounterNoticeDeed = isFiling(act)
        ? {
            act,
            number: fields.number?.trim() ?? "",
            filed_at: fromBeijing(fields.filed ?? ""),
            ...(fields.told ? { told_at: fromBeijing(fields.told) } : {}),
            ...(fields.proof ? { proof_sha256: fields.proof } : {}),
            ...(reason ? { reason } : {}),
          }
        : { act, ...(reason ? { reason } : {}) };
      await call<CounterNotice>(`/counter-notices/${counter.id}/acts`, { method: "POST", version: counter.row_version, body });
      for (const path of ["/counter-notices", "/notices", "/tasks", "/deadlines", "/measures"]) forget(path);
      void message.success(t(`counter.done.${act}`));
      onDone();
    });
  // A withdrawal must not wait for words: they stand there to be kept or changed.
  const initial: Fields = act === "withdraw" ? { reason: t("counter.defaultReason", { reason: reasons.nameOf(counter.reason) }) } : isFiling(act) ? { filed: nowField() } : {};
  return (
    <FormModal<Fields>
      title={t(`counter.act.${act}`)}
      submitId={`counter-${act}-submit`}
      form={form}
      initial={initial}
      busy={busy}
      failure={failure}
      intro={<p className="muted form-says">{t(`counter.touches.${act}`)}</p>}
      onSend={(fields) => void perform(fields)}
      onClose={onClose}
    >
      {isFiling(act) ? (
        <>
          <Form.Item name="number" label={t("counter.filingNumber")} rules={[{ required: true, whitespace: true, message: t("counter.filingNumberRequired") }]}>
            <Input autoFocus autoComplete="off" maxLength={160} />
          </Form.Item>
          <TimeField name="filed" label={t("counter.filedAt")} required={t("counter.filedAtRequired")} />
          <TimeField name="told" label={t("counter.toldAt")} extra={t("counter.toldHint")} />
          <Form.Item name="proof" label={t("counter.proof")} htmlFor="filing-proof" rules={[{ required: true, message: t("counter.proofRequired") }]}>
            <UploadField id="filing-proof" label={t("counter.proof")} />
          </Form.Item>
        </>
      ) : (
        <Form.Item name="reason" label={t("notices.reason")} rules={[{ required: true, whitespace: true, message: t("notices.reasonRequired") }]}>
          <Input.TextArea autoFocus rows={3} maxLength={500} />
        </Form.Item>
      )}
    </FormModal>
  );
}

export function CounterActs({ counter, onDone }: { counter: CounterNotice; onDone: () => void }) {
  const { t } = useText();
  const [act, setAct] = useState<Act | null>(null);
  return (
    <>
      {counter.may.map((one) => (
        <Button key={one} {...(one === "withdraw" ? { danger: true } : isFiling(one) ? { type: "primary" as const } : {})} onClick={() => setAct(one)} data-testid={`counter-${one}`}>
          {t(`counter.act.${one}`)}
        </Button>
      ))}
      {act ? (
        <ActForm
          act={act}
          counter={counter}
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
