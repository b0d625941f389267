// A form in a window of its own: what it touches, what went wrong, Ctrl+Enter sends.
import { Form, type FormInstance, Modal } from "antd";
import type { ReactNode } from "react";
import { useText } from "../i18n";

interface Props<Fields> {
  title: string; // also of the button that sends
  submitId: string;
  form: FormInstance<Fields>;
  initial?: Partial<Fields>;
  busy: boolean;
  failure: string | null;
  intro: ReactNode;
  onSend: (fields: Fields) => void;
  onClose: () => void;
  children: ReactNode;
}

export function FormModal<Fields extends object>({ title, submitId, form, initial, busy, failure, intro, onSend, onClose, children }: Props<Fields>) {
  const { t } = useText();
  return (
    <Modal
      open
      title={title}
      okText={title}
      cancelText={t("common.cancel")}
      okButtonProps={{ id: submitId }}
      confirmLoading={busy}
      onCancel={onClose}
      onOk={() => form.submit()}
      transitionName=""
      maskTransitionName=""
    >
      {intro}
      {failure ? (
        <p className="alert alert-red wrap" role="alert">
          {failure}
        </p>
      ) : null}
      <Form<Fields>
        form={form}
        layout="vertical"
        requiredMark={false}
        {...(initial ? { initialValues: initial } : {})}
        onFinish={(fields) => {
          if (!busy) onSend(fields);
        }}
        onKeyDown={(event) => {
          if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.repeat) form.submit();
        }}
      >
        {children}
      </Form>
    </Modal>
  );
}
