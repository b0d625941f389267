// What may be done with a notice, and what was: release by a second person, sending by hand, withdrawal.
import { App, Button, Form, Input, Select } from "antd";
import { useState } from "react";
import { call, type Notice, type NoticeDeed } from "../api/client";
import { useText } from "../i18n";
import { beijing, fromBeijing, visible } from "../lib/format";
import { useSend } from "../lib/send";
import { Digest, When } from "./bits";
import { FormModal } from "./formmodal";

type Act = NoticeDeed["act"];
interface Fields {
  reason?: string;
  channel?: NonNullable<NoticeDeed["channel"]>;
  at?: string;
  receipt?: string;
}

const kChannels = ["platform_form", "email", "post", "in_person"] as const;
// As the service takes them.
const kMaxReason = 2000;
const kMaxReceipt = 200;

function deed(act: Act, fields: Fields): NoticeDeed {
  const reason = fields.reason?.trim();
  if (act !== "send") return { act, ...(reason ? { reason } : {}) };
  const receipt = fields.receipt?.trim();
  return { act, ...(fields.channel ? { channel: fields.channel } : {}), sent_at: fromBeijing(fields.at ?? ""), ...(receipt ? { receipt } : {}) };
}

function ActForm({ act, notice, onClose, onDone }: { act: Act; notice: Notice; onClose: () => void; onDone: () => void }) {
  const { t, named, local } = useText();
  const { message } = App.useApp();
  const unverified = notice.unverified ?? [];
  const [form] = Form.useForm<Fields>();
  const { busy, failure, send } = useSend();
  const perform = (fields: Fields) =>
    send(async () => {
      await call<Notice>(`/notices/${notice.id}/acts`, { method: "POST", version: notice.row_version, body: deed(act, fields) });
      void message.success(named("notices.done", act));
      onDone();
    });
  return (
    <FormModal<Fields>
      title={named("notices.act", act)}
      submitId={`${act}-submit`}
      form={form}
      initial={{ channel: "platform_form", at: beijing(new Date().toISOString()).replace(" ", "T") }}
      busy={busy}
      failure={failure}
      intro={
        <div className="form-says">
          <p className="muted">{named("notices.touches", act)}</p>
          <p>
            {notice.platform} · {t("notices.links", { n: notice.items })} {notice.pdf_sha256 ? <Digest value={notice.pdf_sha256} /> : null}
          </p>
        </div>
      }
      onSend={(fields) => void perform(fields)}
      onClose={onClose}
    >
      {act === "release" && unverified.length > 0 ? (
        <div className="alert alert-amber">
          {t("notices.unverified")}
          <ul className="missing">
            {unverified.map((row) => (
              <li key={`${local(row.law)}${local(row.article)}`}>
                {local(row.law)} {local(row.article)}
              </li>
            ))}
          </ul>
        </div>
      ) : null}
      {act === "withdraw" || (act === "release" && unverified.length > 0) ? (
        <Form.Item name="reason" label={t("notices.reason")} rules={[{ required: true, whitespace: true, message: t("notices.reasonRequired") }]}>
          <Input.TextArea autoFocus rows={3} maxLength={kMaxReason / 4} />
        </Form.Item>
      ) : null}
      {act === "send" ? (
        <>
          <Form.Item name="channel" label={t("notices.channel")}>
            <Select options={kChannels.map((value) => ({ value, label: named("notices.channel", value) }))} />
          </Form.Item>
          <Form.Item
            name="at"
            label={t("notices.sentAt")}
            rules={[{ validator: (_, value: string) => (fromBeijing(value ?? "") ? Promise.resolve() : Promise.reject(new Error(t("notices.sentAtRequired")))) }]}
          >
            <Input type="datetime-local" />
          </Form.Item>
          <Form.Item name="receipt" label={t("notices.receipt")} extra={t("notices.receiptHint")}>
            <Input maxLength={kMaxReceipt / 4} autoComplete="off" />
          </Form.Item>
        </>
      ) : null}
    </FormModal>
  );
}

export function ActButtons({ notice, onDone }: { notice: Notice; onDone: () => void }) {
  const { named } = useText();
  const [act, setAct] = useState<Act | null>(null);
  return (
    <>
      {(notice.may ?? []).map((one) => (
        <Button key={one} {...(one === "withdraw" ? { danger: true } : { type: "primary" as const })} data-testid={`act-${one}`} onClick={() => setAct(one)}>
          {named("notices.act", one)}
        </Button>
      ))}
      {act ? (
        <ActForm
          act={act}
          notice={notice}
          onClose={() => setAct(null)}
          onDone={() => {
            setAct(null);
            onDone();
          }}
        />
      ) : null}
    </>
  );
}

export function Acts({ notice }: { notice: Notice }) {
  const { t, named } = useText();
  const acts = notice.acts ?? [];
  const sending = notice.sending;
  return (
    <section aria-label={t("notices.history")} className="terms">
      <h2>{t("notices.history")}</h2>
      <ul className="term-list" data-testid="acts">
        {acts.map((one) => (
          <li key={`${one.act}${one.at}`} className="term">
            <span>
              <strong>{named("notices.did", one.act)}</strong> <span className="muted">{one.actor}</span> <When time={one.at} />
            </span>
            {one.reason ? <span className="wrap">{visible(one.reason)}</span> : null}
            {one.act === "sent" && sending ? (
              <span className="muted wrap">
                {named("notices.channel", sending.channel)} · <When time={sending.sent_at} />
                {sending.receipt ? ` · ${t("notices.receiptNo", { no: visible(sending.receipt) })}` : ""}
              </span>
            ) : null}
          </li>
        ))}
      </ul>
    </section>
  );
}
