// Registering a right, or a new version of one.
import { App, Button, Drawer, Form, Input, Select } from "antd";
import { useState } from "react";
import { type ApiError, asApiError, call, type Right } from "../api/client";
import { forget } from "../api/use";
import { useText } from "../i18n";
import { useErrorText } from "./bits";

interface Fields {
  id: string;
  kind: Right["kind"];
  title: string;
  names: string;
  nicknames?: string;
  reg_no?: string;
  jurisdiction?: string;
  classes?: string;
  holder?: string;
  valid_from?: string;
  valid_to?: string;
  price?: string;
  currency?: string;
}
const kKinds: Right["kind"][] = [
  "trademark", "copyright", "software", "design_patent", "geographical_indication", "plant_variety", "trade_dress", "heritage",
];
const lines = (text: string | undefined) =>
  (text ?? "")
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter(Boolean);
const numbers = (text: string | undefined) =>
  (text ?? "")
    .split(/[\s,，、]+/)
    .filter(Boolean)
    .map(Number);

function rightOf(fields: Fields): Right {
  return {
    id: fields.id.trim(),
    kind: fields.kind,
    title: fields.title.trim(),
    names: lines(fields.names),
    nicknames: lines(fields.nicknames),
    classes: numbers(fields.classes),
    reg_no: fields.reg_no?.trim() || null,
    jurisdiction: fields.jurisdiction?.trim() || null,
    holder: fields.holder?.trim() ? { name: fields.holder.trim() } : null,
    valid_from: fields.valid_from || null,
    valid_to: fields.valid_to || null,
    reference_price: fields.price?.trim() ? { amount: fields.price.trim(), currency: fields.currency ?? "CNY" } : null,
  };
}

export function AddRight({ onClose, onSaved }: { onClose: () => void; onSaved: (id: string) => void }) {
  const { t, named } = useText();
  const { message } = App.useApp();
  const say = useErrorText();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<ApiError | null>(null);
  const send = async (fields: Fields) => {
    setBusy(true);
    setFailure(null);
    try {
      const saved = await call<{ id: string; status_of_import: "added" | "changed" | "unchanged" }>("/rights", { method: "POST", body: rightOf(fields) });
      forget("/rights");
      void message.success(t(`rights.saved.${saved.status_of_import}`));
      onSaved(saved.id);
    } catch (cause) {
      setFailure(asApiError(cause));
      setBusy(false);
    }
  };
  const required = [{ required: true, whitespace: true, message: t("rights.required") }];
  return (
    <Drawer open onClose={onClose} size={520} title={t("rights.add")} destroyOnHidden>
      {failure ? (
        <div className="alert alert-red" role="alert">
          <p>{say(failure)}</p>
          {failure.detail ? <p className="mono wrap">{failure.detail}</p> : null}
        </div>
      ) : null}
      <Form<Fields>
        layout="vertical"
        requiredMark={(label, { required: must }) => (
          <>
            {label}
            {must ? null : <span className="muted">&nbsp;({t("common.optional")})</span>}
          </>
        )}
        initialValues={{ kind: "trademark", jurisdiction: "CN", currency: "CNY" }}
        onFinish={(fields) => void send(fields)}
      >
        <div className="form-row">
          <Form.Item name="id" label={t("rights.key")} rules={required} extra={t("rights.keyHint")}>
            <Input maxLength={200} autoFocus />
          </Form.Item>
          <Form.Item name="kind" label={t("rights.kind")} rules={[{ required: true }]}>
            <Select options={kKinds.map((kind) => ({ value: kind, label: named("kind", kind) }))} />
          </Form.Item>
        </div>
        <Form.Item name="title" label={t("rights.titleField")} rules={required}>
          <Input maxLength={300} />
        </Form.Item>
        <div className="form-row">
          <Form.Item name="names" label={t("rights.names")} rules={required} extra={t("rights.namesHint")}>
            <Input.TextArea autoSize={{ minRows: 2, maxRows: 6 }} />
          </Form.Item>
          <Form.Item name="nicknames" label={t("flag.nicknames")} extra={t("rights.namesHint")}>
            <Input.TextArea autoSize={{ minRows: 2, maxRows: 6 }} />
          </Form.Item>
        </div>
        <div className="form-row">
          <Form.Item name="reg_no" label={t("rights.regNo")}>
            <Input maxLength={100} />
          </Form.Item>
          <Form.Item name="jurisdiction" label={t("rights.jurisdiction")}>
            <Input maxLength={2} />
          </Form.Item>
        </div>
        <Form.Item
          name="classes"
          label={t("rights.classes")}
          extra={t("rights.classesHint")}
          rules={[
            {
              validator: (_, value: string) =>
                numbers(value).every((n) => Number.isInteger(n) && n >= 1 && n <= 45) ? Promise.resolve() : Promise.reject(new Error(t("rights.classesWrong"))),
            },
          ]}
        >
          <Input maxLength={200} />
        </Form.Item>
        <Form.Item name="holder" label={t("rights.holder")}>
          <Input maxLength={300} />
        </Form.Item>
        <div className="form-row">
          <Form.Item name="valid_from" label={t("rights.validFrom")}>
            <Input type="date" />
          </Form.Item>
          <Form.Item name="valid_to" label={t("rights.validTo")}>
            <Input type="date" />
          </Form.Item>
        </div>
        <div className="form-row">
          <Form.Item name="price" label={t("rights.referencePrice")} rules={[{ pattern: /^\d+(\.\d+)?$/, message: t("rights.priceWrong") }]}>
            <Input inputMode="decimal" maxLength={20} />
          </Form.Item>
          <Form.Item name="currency" label=" " colon={false}>
            <Select options={["CNY", "USD", "EUR", "RUB"].map((code) => ({ value: code, label: code }))} aria-label={t("rights.referencePrice")} />
          </Form.Item>
        </div>
        <p className="muted">{t("rights.picturesHint")}</p>
        <div className="form-end">
          <Button onClick={onClose}>{t("common.cancel")}</Button>
          <Button type="primary" htmlType="submit" loading={busy}>
            {t("common.save")}
          </Button>
        </div>
      </Form>
    </Drawer>
  );
}
