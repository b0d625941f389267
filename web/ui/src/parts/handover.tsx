// Recording that a package was given to somebody.
import { App, Form, Input, Modal } from "antd";
import { useState } from "react";
import { ApiError, call, type HandOver as Request, type Package, type PackageVerdict } from "../api/client";
import { useText } from "../i18n";
import { useErrorText } from "./bits";
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
  const say = useErrorText();
  const within = useByteLimit();
  const [form] = Form.useForm<Request>();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const send = async (fields: Request) => {
    setBusy(true);
    setFailure(null);
    const note = fields.note?.trim();
    try {
      await call<Package>(`/packages/${id}/hand-over`, { method: "POST", body: { to: fields.to.trim(), how: fields.how.trim(), ...(note ? { note } : {}) } });
      void message.success(t("evidence.handedOver"));
      onDone();
    } catch (cause) {
      const error = cause instanceof ApiError ? cause : new ApiError(0, "internal", "");
      setFailure(error.detail ? `${say(error)} ${error.detail}` : say(error));
      setBusy(false);
    }
  };
  return (
    <Modal
      open
      title={t("evidence.handOver")}
      okText={t("evidence.handOver")}
      cancelText={t("common.cancel")}
      okButtonProps={{ id: "hand-over-submit" }}
      confirmLoading={busy}
      onCancel={onClose}
      onOk={() => form.submit()}
      transitionName=""
      maskTransitionName=""
    >
      <p className="muted form-says">{t("evidence.handOverTouches")}</p>
      {result !== "whole" ? <p className="alert alert-red">{t("evidence.brokenHandOver", { result: named("evidence.result", result) })}</p> : null}
      {failure ? (
        <p className="alert alert-red wrap" role="alert">
          {failure}
        </p>
      ) : null}
      <Form<Request>
        form={form}
        layout="vertical"
        requiredMark={false}
        onFinish={(fields) => void send(fields)}
        onKeyDown={(event) => {
          if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.submit();
        }}
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
      </Form>
    </Modal>
  );
}
