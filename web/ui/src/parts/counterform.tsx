// Recording a counter-notice that arrived.
import { App, Form, Input, Select } from "antd";
import { call, type CounterNotice, type NewCounterNotice, type Notice } from "../api/client";
import { forget } from "../api/use";
import { useVocabulary } from "../api/vocabulary";
import { useText } from "../i18n";
import { fromBeijing } from "../lib/format";
import { useSend } from "../lib/send";
import { FormModal } from "./formmodal";
import { itemsOf } from "./lint";
import { nowField, TimeField } from "./timefield";
import { UploadField } from "./uploadfield";

interface Fields {
  at?: string;
  from: string;
  address?: string;
  number?: string;
  reason: NewCounterNotice["reason"];
  statement: string;
  items?: number[];
  document_sha256?: string;
}

// As the service takes them, in bytes; a Chinese character has three.
const kMaxStatement = 20_000;
const kMaxLine = 500;

export function RecordCounter({ notice, onClose, onDone }: { notice: Notice; onClose: () => void; onDone: (made: CounterNotice) => void }) {
  const { t } = useText();
  const { message } = App.useApp();
  const [form] = Form.useForm<Fields>();
  const { busy, failure, send } = useSend();
  const reasons = useVocabulary("counter_reasons");
  const items = itemsOf(notice);
  const save = (fields: Fields) =>
    send(async (key) => {
      const text = (value: string | undefined) => value?.trim() ?? "";
      const body: NewCounterNotice = {
        received_at: fromBeijing(fields.at ?? ""),
        from: fields.from.trim(),
        reason: fields.reason,
        statement: fields.statement.trim(),
        ...(text(fields.address) ? { address: text(fields.address) } : {}),
        ...(text(fields.number) ? { number: text(fields.number) } : {}),
        ...(fields.items?.length ? { items: fields.items.slice().sort((a, b) => a - b) } : {}),
        ...(fields.document_sha256 ? { document_sha256: fields.document_sha256 } : {}),
      };
      const made = await call<CounterNotice>(`/notices/${notice.id}/counter-notices`, { method: "POST", key, body });
      for (const path of ["/counter-notices", "/notices", "/tasks", "/deadlines"]) forget(path);
      void message.success(t("counter.saved"));
      onDone(made);
    });
  return (
    <FormModal<Fields>
      title={t("counter.record")}
      submitId="counter-submit"
      form={form}
      initial={{ at: nowField(), reason: "authorized" }}
      busy={busy}
      failure={failure}
      intro={<p className="muted form-says">{t("counter.recordTouches")}</p>}
      onSend={(fields) => void save(fields)}
      onClose={onClose}
    >
      <TimeField name="at" label={t("counter.received")} required={t("counter.receivedRequired")} />
      <Form.Item name="from" label={t("counter.from")} rules={[{ required: true, whitespace: true, message: t("counter.fromRequired") }]}>
        <Input autoFocus autoComplete="off" maxLength={kMaxLine / 3} />
      </Form.Item>
      <Form.Item name="reason" label={t("counter.reason")}>
        <Select options={reasons.options} />
      </Form.Item>
      <Form.Item name="statement" label={t("counter.statement")} rules={[{ required: true, whitespace: true, message: t("counter.statementRequired") }]}>
        <Input.TextArea rows={5} maxLength={kMaxStatement / 3} />
      </Form.Item>
      {items.length > 1 ? (
        <Form.Item name="items" label={t("counter.items")} extra={t("counter.itemsHint")}>
          <Select
            mode="multiple"
            placeholder={t("counter.allItems")}
            optionFilterProp="label"
            options={items.map((item, value) => ({ value, label: `${value + 1}. ${item.title_at_capture || item.url || ""}` }))}
          />
        </Form.Item>
      ) : null}
      <div className="form-row">
        <Form.Item name="number" label={t("counter.number")}>
          <Input autoComplete="off" maxLength={kMaxLine / 3} />
        </Form.Item>
        <Form.Item name="address" label={t("counter.address")}>
          <Input autoComplete="off" maxLength={kMaxLine / 3} />
        </Form.Item>
      </div>
      <Form.Item name="document_sha256" label={t("counter.document")} htmlFor="counter-document">
        <UploadField id="counter-document" label={t("counter.document")} />
      </Form.Item>
    </FormModal>
  );
}
