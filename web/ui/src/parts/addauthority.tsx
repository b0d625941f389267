// Taking a time authority: who it is, where it answers, whose certificates vouch for it.
import { App, Form, Input, Radio } from "antd";
import { call, type NewTimeAuthority, type TimeAuthority } from "../api/client";
import { useText } from "../i18n";
import { useSend } from "../lib/send";
import { FormModal } from "./formmodal";

interface Fields {
  key: string;
  url: string;
  zh: string;
  en: string;
  anchors: string;
  policies?: string;
  trusted: boolean;
}

export function AddAuthority({ onClose, onDone }: { onClose: () => void; onDone: () => void }) {
  const { t } = useText();
  const { message } = App.useApp();
  const [form] = Form.useForm<Fields>();
  const { busy, failure, send } = useSend();
  const add = (fields: Fields) => {
    const policies = fields.policies?.split(/[\s,，]+/).filter(Boolean) ?? [];
    const body: NewTimeAuthority = {
      key: fields.key.trim(), url: fields.url.trim(), name: { zh: fields.zh.trim(), en: fields.en.trim() }, anchors: `${fields.anchors.trim()}\n`, trusted: fields.trusted,
      ...(policies.length > 0 ? { policies } : {}),
    };
    return send(async () => {
      const made = await call<TimeAuthority>("/time-authorities", { method: "POST", body });
      void message.success(t("log.authorityAdded", { key: made.key, n: made.number }));
      onDone();
    });
  };
  const needed = { required: true, whitespace: true, message: t("log.needed") };
  return (
    <FormModal
      title={t("log.addAuthority")}
      submitId="authority-send"
      form={form}
      initial={{ trusted: false }}
      busy={busy}
      failure={failure}
      intro={<p className="muted form-says">{t("log.authorityTouches")}</p>}
      onSend={(fields) => void add(fields)}
      onClose={onClose}
    >
      <Form.Item name="key" label={t("log.authorityKey")} extra={t("log.authorityKeyHint")} rules={[needed, { pattern: /^[a-z0-9_-]{1,40}$/, message: t("log.authorityKeyHint") }]}>
        <Input autoFocus autoComplete="off" maxLength={40} />
      </Form.Item>
      <Form.Item name="url" label={t("log.authorityUrl")} rules={[needed, { pattern: /^https?:\/\/\S+$/, message: t("log.authorityUrlHint") }]}>
        <Input autoComplete="off" maxLength={2000} inputMode="url" placeholder="https://" />
      </Form.Item>
      <div className="form-row">
        <Form.Item name="zh" label={t("log.authorityZh")} rules={[needed]}>
          <Input autoComplete="off" maxLength={200} />
        </Form.Item>
        <Form.Item name="en" label={t("log.authorityEn")} rules={[needed]}>
          <Input autoComplete="off" maxLength={200} />
        </Form.Item>
      </div>
      <Form.Item name="anchors" label={t("log.authorityAnchors")} extra={t("log.authorityAnchorsHint")} rules={[needed]}>
        <Input.TextArea rows={4} className="mono" maxLength={200_000} spellCheck={false} placeholder="-----BEGIN CERTIFICATE-----" />
      </Form.Item>
      <Form.Item name="policies" label={t("log.authorityPolicies")} extra={t("log.authorityPoliciesHint")}>
        <Input autoComplete="off" maxLength={500} placeholder="1.2.3.4" />
      </Form.Item>
      <Form.Item name="trusted" label={t("log.authorityTrusted")} extra={t("log.authorityTrustedHint")}>
        <Radio.Group aria-label={t("log.authorityTrusted")}>
          <Radio value={false}>{t("log.untrusted")}</Radio>
          <Radio value={true}>{t("log.trusted")}</Radio>
        </Radio.Group>
      </Form.Item>
    </FormModal>
  );
}
