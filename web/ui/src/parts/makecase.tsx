// One case of one or more leads: says what it touches before it happens.
import { App, Form, Input, Modal } from "antd";
import { useState } from "react";
import { ApiError, call, type CaseDetail } from "../api/client";
import { forget } from "../api/use";
import { useText } from "../i18n";
import { useErrorText } from "./bits";

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
  const say = useErrorText();
  const [form] = Form.useForm<Fields>();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const send = async (fields: Fields) => {
    setBusy(true);
    setFailure(null);
    try {
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
    } catch (cause) {
      const error = cause instanceof ApiError ? cause : new ApiError(0, "internal", "");
      setFailure(error.detail ? `${say(error)} ${error.detail}` : say(error));
      setBusy(false);
    }
  };
  return (
    <Modal
      open
      title={t("flag.makeCase")}
      okText={t("flag.makeCase")}
      cancelText={t("common.cancel")}
      okButtonProps={{ id: "case-submit" }}
      confirmLoading={busy}
      onCancel={onClose}
      onOk={() => form.submit()}
      transitionName=""
      maskTransitionName=""
    >
      <p className="muted">{t("flag.caseTouches", { n: flagIds.length })}</p>
      {failure ? (
        <p className="alert alert-red" role="alert">
          {failure}
        </p>
      ) : null}
      <Form<Fields>
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={{ reason: suggestion }}
        onFinish={(fields) => void send(fields)}
        onKeyDown={(event) => {
          if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.submit();
        }}
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
      </Form>
    </Modal>
  );
}
