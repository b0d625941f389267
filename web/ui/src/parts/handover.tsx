// Recording that a package was given to somebody.
import { App, Form, Input } from "antd";
import { call, type HandOver as Request, type Package, type PackageVerdict } from "../api/client";
import { useText } from "../i18n";
import { useSend } from "../lib/send";
import { FormModal } from "./formmodal";
import { useByteLimit } from "./packagebits";

interface Props {
  id: string;
  result: PackageVerdict["result"];
  onClose: () => void;
  onDone: () => void;
}

// As the service takes them, in bytes.
const kMaxName = 300;
const kMaxNote = 2000;

export function HandOver({ id, result, onClose, onDone }: Props) {
  const { t, named } = useText();
  const { message } = App.useApp();
  const within = useByteLimit();
  const [form] = Form.useForm<Request>();
  const { busy, failure, send } = useSend();
  const record = (fields: Request) =>
    send(async () => {
      const note = fields.note?.trim();
      await call<Package>(`/packages/${id}/hand-over`, { method: "POST", body: { to: fields.to.trim(), how: fields.how.trim(), ...(note ? { note } : {}) } });
      void message.success(t("evidence.handedOver"));
      onDone();
    });
  return (
    <FormModal
      title={t("evidence.handOver")}
      submitId="hand-over-submit"
      form={form}
      busy={busy}
      failure={failure}
      intro={
        <>
          <p className="muted form-says">{t("evidence.handOverTouches")}</p>
          {result !== "whole" ? <p className="alert alert-red">{t("evidence.brokenHandOver", { result: named("evidence.result", result) })}</p> : null}
        </>
      }
      onSend={(fields) => void record(fields)}
      onClose={onClose}
    >
      <Form.Item name="to" label={t("evidence.to")} extra={t("evidence.toHint")} rules={[{ required: true, whitespace: true, message: t("evidence.toRequired") }, within(kMaxName)]}>
        <Input autoFocus autoComplete="off" maxLength={kMaxName} />
      </Form.Item>
      <Form.Item name="how" label={t("evidence.how")} rules={[{ required: true, whitespace: true, message: t("evidence.howRequired") }, within(kMaxName)]}>
        <Input autoComplete="off" maxLength={kMaxName} list="hand-over-ways" />
      </Form.Item>
      <datalist id="hand-over-ways">
        {(["evidence.way1", "evidence.way2", "evidence.way3", "evidence.way4"] as const).map((key) => (
          <option key={key} value={t(key)} />
        ))}
      </datalist>
      <Form.Item name="note" label={t("evidence.mayBeEmpty", { what: t("evidence.note") })} rules={[within(kMaxNote)]}>
        <Input.TextArea rows={3} maxLength={kMaxNote} />
      </Form.Item>
    </FormModal>
  );
}
