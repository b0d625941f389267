// Proposing an alias with what speaks for it.
import { App, Form, Input, Select } from "antd";
import { type Alias, call } from "../api/client";
import { useText } from "../i18n";
import { visible } from "../lib/format";
import { useSend } from "../lib/send";
import { FormModal } from "./formmodal";

export const kAliasRelations = ["nickname", "translation", "transliteration", "abbreviation", "emoji", "device", "series", "disguise"] as const;

export interface AliasDraft {
  text: string;
  of: string;
  relation: Alias["relation"];
  flags: string[];
}
interface Fields {
  text: string;
  of: string;
  relation: Alias["relation"];
  statement?: string;
  url?: string;
}

export function AliasPropose({ right, draft, known, onClose, onDone }: { right: string; draft: AliasDraft; known: string[]; onClose: () => void; onDone: () => void }) {
  const { t } = useText();
  const { message } = App.useApp();
  const [form] = Form.useForm<Fields>();
  const { busy, failure, send } = useSend();
  const names = [...new Set(known)];
  return (
    <FormModal<Fields>
      title={t("alias.propose")}
      submitId="alias-send"
      form={form}
      initial={{ text: draft.text, of: draft.of, relation: draft.relation }}
      busy={busy}
      failure={failure}
      intro={<p className="muted form-says">{t("alias.proposeSays")}</p>}
      onSend={(fields) =>
        void send(async () => {
          const evidence = [
            ...draft.flags.map((flag) => ({ kind: "flag", flag })),
            ...(fields.url?.trim() ? [{ kind: "url", url: fields.url.trim() }] : []),
            ...(fields.statement?.trim() ? [{ kind: "statement", text: fields.statement.trim() }] : []),
          ];
          await call<Alias>("/aliases", { method: "POST", body: { right, text: fields.text.trim(), of: fields.of, relation: fields.relation, evidence } });
          void message.success(t("alias.proposed"));
          onDone();
        })
      }
      onClose={onClose}
    >
      <Form.Item name="text" label={t("alias.text")} extra={t("alias.textHint")} rules={[{ required: true, whitespace: true, message: t("alias.needed") }]}>
        <Input autoFocus autoComplete="off" maxLength={100} />
      </Form.Item>
      <Form.Item name="of" label={t("alias.of")}>
        <Select options={names.map((value) => ({ value, label: visible(value) }))} />
      </Form.Item>
      <Form.Item name="relation" label={t("alias.relation")}>
        <Select options={kAliasRelations.map((value) => ({ value, label: t(`alias.relation.${value}`) }))} />
      </Form.Item>
      {draft.flags.length > 0 ? <p className="muted">{t("alias.withLeads", { n: draft.flags.length })}</p> : null}
      <Form.Item name="url" label={t("alias.url")} rules={[{ pattern: /^https?:\/\/\S+$/, message: t("tips.urlHint") }]}>
        <Input autoComplete="off" inputMode="url" maxLength={8000} placeholder="https://" />
      </Form.Item>
      <Form.Item
        name="statement"
        label={t("alias.statement")}
        dependencies={["url"]}
        rules={[
          { validator: (_, value?: string) => (value?.trim() || form.getFieldValue("url")?.trim() || draft.flags.length > 0 ? Promise.resolve() : Promise.reject(new Error(t("alias.evidenceNeeded")))) },
        ]}
      >
        <Input.TextArea rows={3} maxLength={600} />
      </Form.Item>
    </FormModal>
  );
}
