// What a person records of one listing: refused, said to be taken down, lawfully restored; or a look now.
import { App, Button, Form, Input, Select } from "antd";
import { useState } from "react";
import { call, type MeasureDeed, type MeasureDetail } from "../api/client";
import { forget } from "../api/use";
import { useVocabulary } from "../api/vocabulary";
import { useText } from "../i18n";
import { fromBeijing } from "../lib/format";
import { useSend } from "../lib/send";
import { FormModal } from "./formmodal";
import { nowField, TimeField } from "./timefield";

type Act = MeasureDeed["act"];
interface Fields {
  reason?: string;
  note?: string;
  at?: string;
  outcome?: string;
}

function ActForm({ act, measure, onClose, onDone }: { act: Act; measure: MeasureDetail; onClose: () => void; onDone: () => void }) {
  const { t } = useText();
  const { message } = App.useApp();
  const refusals = useVocabulary("refusals");
  const outcomes = useVocabulary("measure_outcomes");
  const [form] = Form.useForm<Fields>();
  const { busy, failure, send } = useSend();
  const reason = Form.useWatch("reason", form);
  const perform = (fields: Fields) =>
    send(async () => {
      const note = fields.note?.trim();
      const body: MeasureDeed = {
        act,
        ...(act === "refused" && fields.reason ? { reason: fields.reason } : {}),
        ...(act === "taken" ? { at: fromBeijing(fields.at ?? "") } : {}),
        ...(act === "taken" && fields.outcome ? { outcome: fields.outcome } : {}),
        ...(note ? { note } : {}),
      };
      await call<MeasureDetail>(`/measures/${measure.id}/acts`, { method: "POST", version: measure.row_version, body });
      for (const path of ["/measures", "/notices", "/tasks", "/deadlines"]) forget(path);
      void message.success(t(`measures.done.${act}`));
      onDone();
    });
  return (
    <FormModal<Fields>
      title={t(`measures.act.${act}`)}
      submitId={`measure-${act}-submit`}
      form={form}
      initial={{ at: nowField() }}
      busy={busy}
      failure={failure}
      intro={<p className="muted form-says">{t(`measures.touches.${act}`)}</p>}
      onSend={(fields) => void perform(fields)}
      onClose={onClose}
    >
      {act === "refused" ? (
        <Form.Item name="reason" label={t("measures.refusal")} rules={[{ required: true, message: t("measures.reasonRequired") }]}>
          <Select autoFocus options={refusals.options} />
        </Form.Item>
      ) : null}
      {act === "taken" ? (
        <>
          <TimeField name="at" label={t("measures.when")} required={t("measures.whenRequired")} />
          <Form.Item name="outcome" label={t("measures.outcome")}>
            <Select allowClear placeholder={t("measures.outcomeAny")} options={outcomes.options} />
          </Form.Item>
        </>
      ) : null}
      {act === "look" ? null : (
        <Form.Item
          name="note"
          label={t("measures.note")}
          rules={act === "refused" && reason === "other" ? [{ required: true, whitespace: true, message: t("measures.noteRequired") }] : []}
        >
          <Input.TextArea rows={3} maxLength={500} />
        </Form.Item>
      )}
    </FormModal>
  );
}

export function MeasureActs({ measure, onDone }: { measure: MeasureDetail; onDone: () => void }) {
  const { t } = useText();
  const [act, setAct] = useState<Act | null>(null);
  return (
    <>
      {measure.may.map((one) => (
        <Button key={one} {...(one === "look" ? { type: "primary" as const } : {})} onClick={() => setAct(one)} data-testid={`measure-${one}`}>
          {t(`measures.act.${one}`)}
        </Button>
      ))}
      {act ? (
        <ActForm
          act={act}
          measure={measure}
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
