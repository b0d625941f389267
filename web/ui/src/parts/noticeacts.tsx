// What may be done with a notice, and what was: giving back, release by a second person, the outbox, sending by hand, withdrawal.
import { App, Button, Form, Input, Select } from "antd";
import { useState } from "react";
import { call, type Connector, type Delivery, type Notice, type NoticeDeed } from "../api/client";
import { forget, useGet } from "../api/use";
import { useVocabulary } from "../api/vocabulary";
import { useText } from "../i18n";
import { fromBeijing, visible } from "../lib/format";
import { useSend } from "../lib/send";
import { Digest, When } from "./bits";
import { FormModal } from "./formmodal";
import { itemsOf, LintRow } from "./lint";
import { nowField, TimeField } from "./timefield";
import { UploadField } from "./uploadfield";

type Act = NoticeDeed["act"];
interface Fields {
  reason?: string;
  channel?: NonNullable<NoticeDeed["channel"]>;
  deliver?: Delivery["channel"];
  connector?: string;
  at?: string;
  receipt?: string;
  receipt_sha256?: string;
}

const kDeliver = ["email", "connector", "batch"] as const;
// As the service takes them.
const kMaxReason = 2000;
const kMaxReceipt = 200;
const kNeedReason: Act[] = ["withdraw", "give_back", "close"];
// Those that end or undo something stand apart.
const kPrimary: Act[] = ["release", "send", "deliver"];

function deed(act: Act, fields: Fields): NoticeDeed {
  const reason = fields.reason?.trim();
  const receipt = fields.receipt?.trim();
  if (act === "acknowledge") return { act, ...(receipt ? { receipt } : {}) };
  if (act !== "send") return { act, ...(reason ? { reason } : {}) };
  return {
    act,
    ...(fields.channel ? { channel: fields.channel } : {}),
    sent_at: fromBeijing(fields.at ?? ""),
    ...(receipt ? { receipt } : {}),
    ...(fields.receipt_sha256 ? { receipt_sha256: fields.receipt_sha256 } : {}),
  };
}

// What the outbox needs to know: over which channel, and by which connector.
function DeliverFields({ notice }: { notice: Notice }) {
  const { t, named, local } = useText();
  const channel = Form.useWatch("deliver") as Delivery["channel"] | undefined;
  const { data } = useGet<{ items: Connector[] }>("/connectors");
  const connectors = (data?.items ?? []).filter((one) => one.platforms.length === 0 || one.platforms.includes(notice.platform));
  const email = (notice.notice as { recipient?: { email?: string } } | undefined)?.recipient?.email;
  return (
    <>
      <Form.Item name="deliver" label={t("notices.deliverBy")} rules={[{ required: true, message: t("notices.deliverByRequired") }]}>
        <Select
          options={kDeliver.map((value) => ({
            value,
            disabled: (value === "email" && !email) || (value !== "email" && connectors.length === 0),
            label:
              value === "email" ? `${named("outbox.channel", value)} · ${email || t("notices.noEmail")}` : `${named("outbox.channel", value)}${connectors.length ? "" : ` · ${t("notices.noConnector")}`}`,
          }))}
        />
      </Form.Item>
      {channel === "connector" || channel === "batch" ? (
        <Form.Item name="connector" label={t("notices.connector")} rules={[{ required: true, message: t("notices.connectorRequired") }]}>
          <Select options={connectors.map((one) => ({ value: one.id, label: local(one.name) || one.id }))} />
        </Form.Item>
      ) : null}
    </>
  );
}

function ActForm({ act, notice, onClose, onDone }: { act: Act; notice: Notice; onClose: () => void; onDone: () => void }) {
  const { t, named, local } = useText();
  const { message } = App.useApp();
  const channels = useVocabulary("sending_channels");
  const unverified = notice.unverified ?? [];
  const insisted = (notice.lint ?? []).filter((one) => one.weight === "head");
  const asksReason = kNeedReason.includes(act) || (act === "release" && (unverified.length > 0 || insisted.length > 0));
  const [form] = Form.useForm<Fields>();
  const { busy, failure, send } = useSend();
  const perform = (fields: Fields) =>
    send(async () => {
      if (act === "deliver") {
        const body = { channel: fields.deliver, ...(fields.deliver !== "email" && fields.connector ? { connector: fields.connector } : {}) };
        await call<Delivery>(`/notices/${notice.id}/deliveries`, { method: "POST", version: notice.row_version, body });
      } else {
        await call<Notice>(`/notices/${notice.id}/acts`, { method: "POST", version: notice.row_version, body: deed(act, fields) });
      }
      for (const path of ["/notices", "/queues", "/deliveries", "/measures", "/tasks", "/deadlines"]) forget(path);
      void message.success(named("notices.done", act));
      onDone();
    });
  return (
    <FormModal<Fields>
      title={named("notices.act", act)}
      submitId={`${act}-submit`}
      form={form}
      initial={{ channel: "platform_form", at: nowField() }}
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
      {act === "release" && insisted.length > 0 ? (
        <div className="alert alert-amber">
          {t("notices.lintInsist")}
          <ul className="lints">
            {insisted.map((one, i) => (
              <LintRow key={`${one.code}${i}`} finding={one} items={itemsOf(notice)} />
            ))}
          </ul>
        </div>
      ) : null}
      {asksReason ? (
        <Form.Item name="reason" label={t("notices.reason")} rules={[{ required: true, whitespace: true, message: t("notices.reasonRequired") }]}>
          <Input.TextArea autoFocus rows={3} maxLength={kMaxReason / 4} />
        </Form.Item>
      ) : null}
      {act === "deliver" ? <DeliverFields notice={notice} /> : null}
      {act === "send" ? (
        <>
          <Form.Item name="channel" label={t("notices.channel")}>
            <Select options={channels.options} />
          </Form.Item>
          <TimeField name="at" label={t("notices.sentAt")} required={t("notices.sentAtRequired")} />
        </>
      ) : null}
      {act === "send" || act === "acknowledge" ? (
        <Form.Item name="receipt" label={t("notices.receipt")} extra={t("notices.receiptHint")}>
          <Input maxLength={kMaxReceipt / 4} autoComplete="off" />
        </Form.Item>
      ) : null}
      {act === "send" ? (
        <Form.Item name="receipt_sha256" label={t("notices.receiptFile")} htmlFor="receipt-file">
          <UploadField id="receipt-file" label={t("notices.receiptFile")} />
        </Form.Item>
      ) : null}
    </FormModal>
  );
}

export function ActButtons({ notice, onDone }: { notice: Notice; onDone: () => void }) {
  const { named } = useText();
  const [act, setAct] = useState<Act | null>(null);
  const main = (notice.may ?? []).find((one) => kPrimary.includes(one));
  return (
    <>
      {(notice.may ?? []).map((one) => (
        <Button
          key={one}
          {...(one === "withdraw" ? { danger: true } : one === main ? { type: "primary" as const } : {})}
          data-testid={`act-${one}`}
          onClick={() => setAct(one)}
        >
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
  const channels = useVocabulary("sending_channels");
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
                {channels.nameOf(sending.channel)} · <When time={sending.sent_at} />
                {sending.delivery ? ` · ${t("notices.byOutbox")}` : ""}
                {sending.receipt ? ` · ${t("notices.receiptNo", { no: visible(sending.receipt) })}` : ""}
                {sending.receipt_sha256 ? (
                  <>
                    {" · "}
                    {t("notices.receiptFileIs")} <Digest value={sending.receipt_sha256} />
                  </>
                ) : null}
              </span>
            ) : null}
          </li>
        ))}
      </ul>
    </section>
  );
}
