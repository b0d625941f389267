// Recording a look at the register.
import { App, Button, Form, Input, Select } from "antd";
import { useState } from "react";
import { call, query, type RightDetail, upload } from "../api/client";
import { forget } from "../api/use";
import { useText } from "../i18n";
import { useSend } from "../lib/send";
import { FormModal } from "./formmodal";

const kStatuses = ["live", "expired", "cancelled", "revoked", "invalid", "disputed"] as const;
interface Fields {
  status: string;
  checked_at?: string;
  note?: string;
}

export function StatusLook({ right, onDone }: { right: RightDetail; onDone: () => void }) {
  const { t, named } = useText();
  const { message } = App.useApp();
  const [form] = Form.useForm<Fields>();
  const [open, setOpen] = useState(false);
  const [file, setFile] = useState<File | null>(null);
  const { busy, failure, send } = useSend();
  return (
    <>
      <Button onClick={() => setOpen(true)} data-testid="right-status">
        {t("rights.lookUp")}
      </Button>
      {open ? (
        <FormModal
          title={t("rights.lookUp")}
          submitId="status-submit"
          form={form}
          busy={busy}
          failure={failure}
          intro={<p className="muted">{t("rights.lookUpHint")}</p>}
          onSend={(fields) =>
            void send(async () => {
              const source = file ? (await upload<{ sha256: string }>(`/rights/files${query({ name: file.name.slice(-200) })}`, file, () => {})).sha256 : null;
              await call<RightDetail>(`/rights/${right.id}/status`, {
                method: "POST",
                body: { status: fields.status, checked_at: fields.checked_at || null, source_sha256: source, note: fields.note?.trim() || null },
              });
              forget("/rights");
              void message.success(t("rights.lookedUpDone"));
              setOpen(false);
              onDone();
            })
          }
          onClose={() => setOpen(false)}
        >
          <Form.Item name="status" label={t("rights.status")} initialValue={right.status ?? undefined} rules={[{ required: true, message: t("rights.required") }]}>
            <Select id="status" options={kStatuses.map((one) => ({ value: one, label: named("rights", one) }))} />
          </Form.Item>
          <Form.Item name="checked_at" label={t("rights.lookedUpOn")}>
            <Input type="date" />
          </Form.Item>
          <div className="right-acts">
            <label className="filepick" htmlFor="status-file">
              {t("rights.lookSource")}
            </label>
            <input id="status-file" className="unseen" type="file" accept=".pdf,.png,.jpg,.jpeg,.webp" onChange={(event) => setFile(event.target.files?.[0] ?? null)} />
            <span className="muted wrap">{file ? file.name : t("rights.lookSourceHint")}</span>
          </div>
          <Form.Item name="note" label={t("rights.lookNote")}>
            <Input.TextArea rows={2} maxLength={500} />
          </Form.Item>
        </FormModal>
      ) : null}
    </>
  );
}
