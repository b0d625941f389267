// Deliveries of the outbox as rows: where each stands, what was answered, and what a person may do with it.
import { App, Button, Form, Input } from "antd";
import { type ReactNode, useState } from "react";
import { call, type Delivery } from "../api/client";
import { forget } from "../api/use";
import { useText } from "../i18n";
import { fromBeijing, visible } from "../lib/format";
import { useSend } from "../lib/send";
import { useMay } from "../session";
import { Digest, State, When } from "./bits";
import { FormModal } from "./formmodal";
import { nowField, TimeField } from "./timefield";

type Act = Delivery["may"][number];
interface Fields {
  at?: string;
  receipt?: string;
  reason?: string;
}

function ActForm({ act, delivery, onClose, onDone }: { act: Act; delivery: Delivery; onClose: () => void; onDone: () => void }) {
  const { t, named } = useText();
  const { message } = App.useApp();
  const [form] = Form.useForm<Fields>();
  const { busy, failure, send } = useSend();
  // Whether it arrived is not known, or a person says so: that needs words.
  const asksReason = act === "arrived" || (act === "cancel" && delivery.state === "unknown");
  const perform = (fields: Fields) =>
    send(async () => {
      const reason = fields.reason?.trim();
      const receipt = fields.receipt?.trim();
      await call<Delivery>(`/deliveries/${delivery.id}/acts`, {
        method: "POST",
        version: delivery.row_version,
        body: {
          act,
          ...(act === "arrived" ? { at: fromBeijing(fields.at ?? "") } : {}),
          ...(act === "arrived" && receipt ? { receipt } : {}),
          ...(reason ? { reason } : {}),
        },
      });
      for (const path of ["/deliveries", "/notices", "/tasks"]) forget(path);
      void message.success(t(`outbox.done.${act}`));
      onDone();
    });
  return (
    <FormModal<Fields>
      title={t(`outbox.act.${act}`)}
      submitId={`delivery-${act}-submit`}
      form={form}
      initial={{ at: nowField() }}
      busy={busy}
      failure={failure}
      intro={
        <div className="form-says">
          <p>
            {named("outbox.what", delivery.what)} → {visible(delivery.recipient)}
          </p>
          <p className="muted">{t(`outbox.touches.${act}`)}</p>
        </div>
      }
      onSend={(fields) => void perform(fields)}
      onClose={onClose}
    >
      {act === "arrived" ? (
        <>
          <TimeField name="at" label={t("outbox.when")} required={t("outbox.whenRequired")} />
          <Form.Item name="receipt" label={t("outbox.receipt")}>
            <Input maxLength={50} autoComplete="off" />
          </Form.Item>
        </>
      ) : null}
      {asksReason ? (
        <Form.Item name="reason" label={t("outbox.reason")} rules={[{ required: true, whitespace: true, message: t("outbox.reasonRequired") }]}>
          <Input.TextArea autoFocus rows={3} maxLength={500} />
        </Form.Item>
      ) : null}
    </FormModal>
  );
}

// The buttons of a delivery's row, and the form that one of them opens.
export function useDeliveryActs(onDone: () => void): { buttons: (delivery: Delivery) => ReactNode; form: ReactNode } {
  const { t } = useText();
  const may = useMay();
  const [acting, setActing] = useState<{ act: Act; delivery: Delivery } | null>(null);
  return {
    buttons: (one) =>
      may("notice.send")
        ? one.may.map((act) => (
            <Button key={act} size="small" danger={act === "cancel"} onClick={() => setActing({ act, delivery: one })} data-testid={`delivery-${act}`}>
              {t(`outbox.act.${act}`)}
            </Button>
          ))
        : null,
    form: acting ? (
      <ActForm
        {...acting}
        onClose={() => setActing(null)}
        onDone={() => {
          setActing(null);
          onDone();
        }}
      />
    ) : null,
  };
}

export function DeliveryRows({ rows, onDone }: { rows: Delivery[]; onDone: () => void }) {
  const { t, named, local } = useText();
  const acts = useDeliveryActs(onDone);
  return (
    <>
      <ul className="rows" data-testid="deliveries">
        {rows.map((one) => (
          <li key={one.id} className="loss" data-delivery={one.id} data-state={one.state}>
            <span className="loss-head">
              <span className="wrap">
                <strong>{named("outbox.what", one.what)}</strong> · {named("outbox.channel", one.channel)} → {visible(one.recipient)}
              </span>
              <State of="delivery" state={one.state} />
            </span>
            <span className="muted wrap">
              {t("outbox.attempts")} <span className="num">{one.attempts}</span> · {visible(local(one.answer?.text)) || t("outbox.noAnswer")}
              {one.receipt ? ` · ${t("outbox.receiptNo", { no: visible(one.receipt) })}` : ""}
            </span>
            <span className="muted">
              {t("outbox.created")} <When time={one.created_at} />
              {one.accepted_at ? (
                <>
                  {" · "}
                  {t("outbox.accepted")} <When time={one.accepted_at} />
                </>
              ) : null}
              {one.next_at ? (
                <>
                  {" · "}
                  {t("outbox.next")} <When time={one.next_at} />
                </>
              ) : null}
              {" · "}
              <Digest value={one.body_sha256} />
            </span>
            <span className="row-acts">{acts.buttons(one)}</span>
          </li>
        ))}
      </ul>
      {acts.form}
    </>
  );
}
