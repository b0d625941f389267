// One case of one or more leads: says what it touches before it happens.
import { App, Form, Input } from "antd";
import { call, type CaseDetail } from "../api/client";
import { forget } from "../api/use";
import { useText } from "../i18n";
import { useSend } from "../lib/send";
import { FormModal } from "./formmodal";

interface Props {
  flagIds: string[];
  suggestion: string; // the reasons in words, for a person to keep or change
  onClose: () => void;
  onMade: (caseId: string) => void;
}
interface Fields {
  title?: string;
  reason: string;
  basis?: string;
}

export function MakeCase({ flagIds, suggestion, onClose, onMade }: Props) {
  const { t } = useText();
  const { message } = App.useApp();
  const [form] = Form.useForm<Fields>();
  const { busy, failure, send } = useSend();
  const make = (fields: Fields) =>
    send(async () => {
      const made = await call<CaseDetail>("/cases", {
        method: "POST",
        body: {
          flag_ids: flagIds,
          reason: fields.reason.trim(),
          ...(fields.title?.trim() ? { title: fields.title.trim() } : {}),
          ...(fields.basis?.trim() ? { basis: fields.basis.trim() } : {}),
        },
      });
      forget("/flags");
      forget("/cases");
      void message.success(t("flag.done.case"));
      onMade(made.id);
    });
  return (
    <FormModal
      title={t("flag.makeCase")}
      submitId="case-submit"
      form={form}
      initial={{ reason: suggestion }}
      busy={busy}
      failure={failure}
      intro={<p className="muted">{t("flag.caseTouches", { n: flagIds.length })}</p>}
      onSend={(fields) => void make(fields)}
      onClose={onClose}
    >
      <Form.Item name="reason" label={t("flag.caseReason")} rules={[{ required: true, whitespace: true, message: t("flag.caseReasonRequired") }]}>
        <Input.TextArea autoFocus autoSize={{ minRows: 3, maxRows: 8 }} maxLength={4000} />
      </Form.Item>
      <Form.Item name="title" label={t("flag.caseTitle")}>
        <Input maxLength={300} placeholder={t("flag.caseTitleAuto")} />
      </Form.Item>
      <Form.Item name="basis" label={t("flag.basis")}>
        <Input maxLength={500} placeholder={`${t("flag.basisHint")} (${t("common.optional")})`} />
      </Form.Item>
    </FormModal>
  );
}
