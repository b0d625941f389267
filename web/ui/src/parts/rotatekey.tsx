// Making the next key that signs the log.
import { App, Form, Radio } from "antd";
import { useState } from "react";
import { asApiError, call, type LogKey } from "../api/client";
import { useText } from "../i18n";
import { useFailureText } from "./bits";
import { FormModal } from "./formmodal";

interface Props {
  active: number; // keys that sign now
  overlapDays: number;
  onClose: () => void;
  onDone: () => void;
}
interface Fields {
  how: "beside" | "at_once";
}

export function RotateKey({ active, overlapDays, onClose, onDone }: Props) {
  const { t } = useText();
  const { message } = App.useApp();
  const say = useFailureText();
  const [form] = Form.useForm<Fields>();
  const how = Form.useWatch("how", form);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const send = async (fields: Fields) => {
    setBusy(true);
    setFailure(null);
    try {
      const made = await call<LogKey>("/log/keys", { method: "POST", body: { at_once: fields.how === "at_once" } });
      void message.success(t("log.rotated", { n: made.generation }));
      onDone();
    } catch (cause) {
      setFailure(say(asApiError(cause)));
      setBusy(false);
    }
  };
  return (
    <FormModal
      title={t("log.rotate")}
      submitId="key-rotate-send"
      form={form}
      initial={{ how: "beside" }}
      busy={busy}
      failure={failure}
      intro={<p className="muted form-says">{t("log.rotateTouches", { n: active })}</p>}
      onSend={(fields) => void send(fields)}
      onClose={onClose}
    >
      <Form.Item name="how">
        <Radio.Group aria-label={t("log.rotate")} className="radios">
          <Radio value="beside">{t("log.rotateBeside", { days: overlapDays })}</Radio>
          <Radio value="at_once">{t("log.rotateAtOnce")}</Radio>
        </Radio.Group>
      </Form.Item>
      {how === "at_once" ? <p className="alert alert-amber">{t("log.rotateAtOnceMeans")}</p> : null}
    </FormModal>
  );
}
