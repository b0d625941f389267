// The officer's question to a right's holder: genuine or not, with the pictures to be shown.
import { App, Form, Input } from "antd";
import { useState } from "react";
import { call, type FlagDetail, type Identification, pictureUrl } from "../api/client";
import { forget } from "../api/use";
import { useText } from "../i18n";
import { useSend } from "../lib/send";
import { FormModal } from "./formmodal";

const kMaxQuestion = 4000;

export function AskIdentification({ flag, onClose, onAsked }: { flag: FlagDetail; onClose: () => void; onAsked: (asked: Identification) => void }) {
  const { t } = useText();
  const { message } = App.useApp();
  const [form] = Form.useForm<{ question: string }>();
  const { busy, failure, send } = useSend();
  const pictures = [...new Set(flag.pictures.listing.map((one) => one.sha256).filter((one): one is string => Boolean(one)))];
  const [chosen, setChosen] = useState<string[]>(pictures);
  const ask = ({ question }: { question: string }) =>
    send(async (key) => {
      const asked = await call<Identification>(`/flags/${flag.id}/identifications`, { method: "POST", key, body: { question: question.trim(), pictures: chosen } });
      for (const path of ["/identifications", "/deadlines"]) forget(path);
      void message.success(t("identify.asked"));
      onAsked(asked);
    });
  return (
    <FormModal
      title={t("identify.askTitle")}
      submitId="identify-submit"
      form={form}
      initial={{ question: t("identify.questionDefault") }}
      busy={busy}
      failure={failure}
      intro={<p className="muted form-says">{t("identify.askTouches")}</p>}
      onSend={(fields) => void ask(fields)}
      onClose={onClose}
    >
      <Form.Item name="question" label={t("identify.question")} rules={[{ required: true, whitespace: true, message: t("identify.questionRequired") }]}>
        <Input.TextArea autoFocus rows={4} maxLength={kMaxQuestion / 3} />
      </Form.Item>
      <fieldset className="picks">
        <legend>{t("identify.pictures")}</legend>
        {pictures.length === 0 ? <p className="muted">{t("identify.noPictures")}</p> : null}
        {pictures.map((sha256, i) => (
          <label key={sha256} className="pick">
            <input
              type="checkbox"
              checked={chosen.includes(sha256)}
              // None chosen would mean all of them.
              disabled={chosen.length === 1 && chosen[0] === sha256}
              onChange={(event) => setChosen((old) => (event.target.checked ? pictures.filter((one) => one === sha256 || old.includes(one)) : old.filter((one) => one !== sha256)))}
            />
            <img src={pictureUrl(sha256)} alt={t("identify.picture", { n: i + 1 })} width="88" height="88" />
          </label>
        ))}
      </fieldset>
    </FormModal>
  );
}
