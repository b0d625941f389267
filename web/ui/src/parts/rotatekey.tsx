// Making the next key that signs the log.
import { App, Form, Radio } from "antd";
import { call, type LogKey } from "../api/client";
import { useText } from "../i18n";
import { useSend } from "../lib/send";
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
  const [form] = Form.useForm<Fields>();
  const how = Form.useWatch("how", form);
  const { busy, failure, send } = useSend();
  const rotate = (fields: Fields) =>
    send(async () => {
      const made = await call<LogKey>("/log/keys", { method: "POST", body: { at_once: fields.how === "at_once" } });
      void message.success(t("log.rotated", { n: made.generation }));
      onDone();
    });
  return (
    <FormModal
      title={t("log.rotate")}
      submitId="key-rotate-send"
      form={form}
      initial={{ how: "beside" }}
      busy={busy}
      failure={failure}
      intro={<p className="muted form-says">{t("log.rotateTouches", { n: active })}</p>}
      onSend={(fields) => void rotate(fields)}
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
