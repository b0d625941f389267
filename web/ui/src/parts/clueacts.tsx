// One step of the bureau's procedure: its time, the second officer where two must act, its documents.
import { App, Button, Form, Input } from "antd";
import { useState } from "react";
import { call, type ClueAct, type ClueDeed, type ClueDetail } from "../api/client";
import { forget } from "../api/use";
import { useText } from "../i18n";
import { fromBeijing } from "../lib/format";
import { useSend } from "../lib/send";
import { FormModal } from "./formmodal";
import { TimeField } from "./timefield";
import { UploadField } from "./uploadfield";

// As core/transitions.h and the service have them.
const kTwo: ClueAct[] = ["file", "preserve", "dispose", "propose_transfer", "hand_over", "hand_goods", "decide", "serve"];
const kNeedReason: ClueAct[] = ["drop", "extend_check", "refuse_transfer", "police_refuse", "suspend", "change", "dispose"];
const kEnds: ClueAct[] = ["drop", "refuse_transfer", "close", "take_down"];
const kMain: ClueAct[] = ["file", "propose_transfer", "approve_transfer", "hand_over", "decide", "publish"];

interface Fields {
  second?: string;
  reason?: string;
  number?: string;
  at?: string;
  region?: string;
  documents?: Record<string, string>;
}

function ActForm({ act, clue, onClose, onDone }: { act: ClueAct; clue: ClueDetail; onClose: () => void; onDone: () => void }) {
  const { t, local } = useText();
  const { message } = App.useApp();
  const [form] = Form.useForm<Fields>();
  const { busy, failure, send } = useSend();
  const needed = act === "hand_over" ? clue.documents : [];
  const perform = (fields: Fields) =>
    send(async () => {
      const text = (value: string | undefined) => value?.trim() ?? "";
      const documents = needed.map(({ code }) => ({ name: code, sha256: fields.documents?.[code] ?? "" }));
      const body: ClueDeed = {
        act,
        ...(text(fields.second) ? { second_officer: text(fields.second) } : {}),
        ...(text(fields.reason) ? { reason: text(fields.reason) } : {}),
        ...(text(fields.number) ? { number: text(fields.number) } : {}),
        ...(fields.at ? { at: fromBeijing(fields.at) } : {}),
        ...(act === "assign" ? { region: text(fields.region) } : {}),
        ...(documents.length ? { documents } : {}),
      };
      await call<ClueDetail>(`/clues/${clue.id}/acts`, { method: "POST", version: clue.row_version, body });
      for (const path of ["/clues", "/cases", "/deadlines"]) forget(path);
      void message.success(t("clues.done"));
      onDone();
    });
  return (
    <FormModal<Fields>
      title={t(`clues.act.${act}`)}
      submitId={`clue-${act}-submit`}
      form={form}
      busy={busy}
      failure={failure}
      intro={null}
      onSend={(fields) => void perform(fields)}
      onClose={onClose}
    >
      {kTwo.includes(act) ? (
        <Form.Item name="second" label={t("clues.second")} extra={t("clues.secondHint")} rules={[{ required: true, whitespace: true, message: t("clues.secondRequired") }]}>
          <Input autoFocus autoComplete="off" maxLength={100} />
        </Form.Item>
      ) : null}
      {act === "assign" ? (
        <Form.Item name="region" label={t("clues.regionField")} rules={[{ required: true, pattern: /^(\d{2}|\d{4}|\d{6})$/, message: t("clues.regionRequired") }]}>
          <Input autoFocus autoComplete="off" maxLength={6} inputMode="numeric" />
        </Form.Item>
      ) : null}
      <TimeField name="at" label={t("clues.doneAt")} extra={t("clues.doneAtHint")} />
      <Form.Item name="number" label={t("clues.numberField")}>
        <Input autoComplete="off" maxLength={66} />
      </Form.Item>
      <Form.Item
        name="reason"
        label={kNeedReason.includes(act) ? t("clues.reason") : t("evidence.mayBeEmpty", { what: t("clues.reason") })}
        rules={kNeedReason.includes(act) ? [{ required: true, whitespace: true, message: t("clues.reasonRequired") }] : []}
      >
        <Input.TextArea rows={3} maxLength={660} />
      </Form.Item>
      {needed.length > 0 ? (
        <>
          <h3>{t("clues.documents")}</h3>
          <p className="muted">{t("clues.documentsHint")}</p>
          {needed.map(({ code, name }) => (
            <Form.Item key={code} name={["documents", code]} label={local(name) || code} htmlFor={`document-${code}`} rules={[{ required: true, message: t("clues.documentRequired") }]}>
              <UploadField id={`document-${code}`} label={local(name) || code} />
            </Form.Item>
          ))}
        </>
      ) : null}
    </FormModal>
  );
}

export function ClueActs({ clue, onDone }: { clue: ClueDetail; onDone: () => void }) {
  const { t } = useText();
  const [act, setAct] = useState<ClueAct | null>(null);
  const main = clue.may.find((one) => kMain.includes(one));
  return (
    <>
      <div className="panel-actions" role="group" aria-label={t("clues.steps")}>
        {clue.may.map((one) => (
          <Button key={one} {...(kEnds.includes(one) ? { danger: true } : one === main ? { type: "primary" as const } : {})} onClick={() => setAct(one)} data-testid={`clue-${one}`}>
            {t(`clues.act.${one}`)}
          </Button>
        ))}
      </div>
      {act ? (
        <ActForm
          act={act}
          clue={clue}
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

// Begins the procedure over a case.
export function OpenClue({ caseId, onDone }: { caseId: string; onDone: () => void }) {
  const { t } = useText();
  const { message } = App.useApp();
  const [open, setOpen] = useState(false);
  const [form] = Form.useForm<{ region?: string; at?: string }>();
  const { busy, failure, send } = useSend();
  return (
    <>
      <Button onClick={() => setOpen(true)} data-testid="clue-open">
        {t("clues.open")}
      </Button>
      {open ? (
        <FormModal
          title={t("clues.open")}
          submitId="clue-open-submit"
          form={form}
          busy={busy}
          failure={failure}
          intro={<p className="muted form-says">{t("clues.openTouches")}</p>}
          onSend={({ region, at }) =>
            void send(async (key) => {
              const body = { ...(region?.trim() ? { region: region.trim() } : {}), ...(at ? { received_at: fromBeijing(at) } : {}) };
              await call<ClueDetail>(`/cases/${caseId}/clues`, { method: "POST", key, body });
              for (const path of ["/clues", "/cases", "/deadlines"]) forget(path);
              void message.success(t("clues.opened"));
              setOpen(false);
              onDone();
            })
          }
          onClose={() => setOpen(false)}
        >
          <Form.Item name="region" label={t("clues.region")} extra={t("clues.regionHint")} rules={[{ pattern: /^(\d{2}|\d{4}|\d{6})?$/, message: t("clues.regionRequired") }]}>
            <Input autoFocus autoComplete="off" maxLength={6} inputMode="numeric" />
          </Form.Item>
          <TimeField name="at" label={t("clues.receivedAt")} extra={t("clues.doneAtHint")} />
        </FormModal>
      ) : null}
    </>
  );
}
