// A draft is filled in or mended by its author; complete, it waits for release.
import { App, Button, Checkbox, Drawer, Form, Input, Select } from "antd";
import { useState } from "react";
import { call, type MissingField, type Notice } from "../api/client";
import { forget } from "../api/use";
import { useText } from "../i18n";
import { changesOf, type DraftFields, fieldKey as key, kDeclarations, textAt } from "../lib/noticefields";
import { useSend } from "../lib/send";
import { useMay } from "../session";
import { type Proof, ProofPick } from "./proofpick";

// What a person may fill in, by its place in the notice's record.
const kHolder = [["/right_holder/name", "notices.holderName"], ["/right_holder/address", "notices.address"], ["/right_holder/email", "notices.email"],
  ["/right_holder/phone", "notices.phone"], ["/right_holder/id_no", "notices.idNo"]] as const;
const kRecipient = [["/recipient/name", "notices.recipientName"], ["/recipient/email", "notices.recipientEmail"], ["/recipient/address", "notices.recipientAddress"],
  ["/recipient/form", "notices.recipientForm"]] as const;
const kSigner = "/signer/name";

export function EditDraft({ notice, onDone }: { notice: Notice; onDone: () => void }) {
  const { t } = useText();
  const may = useMay();
  const [open, setOpen] = useState(false);
  if (notice.state !== "draft" || !may("notice.draft")) return null;
  return (
    <>
      <Button type="primary" onClick={() => setOpen(true)} data-testid="act-edit">
        {t("notices.act.edit")}
      </Button>
      {open ? (
        <EditForm
          notice={notice}
          onClose={() => setOpen(false)}
          onDone={() => {
            setOpen(false);
            onDone();
          }}
        />
      ) : null}
    </>
  );
}

function EditForm({ notice, onClose, onDone }: { notice: Notice; onClose: () => void; onDone: () => void }) {
  const { t, local } = useText();
  const { message } = App.useApp();
  const [form] = Form.useForm<DraftFields>();
  const { busy, failure, send } = useSend();
  const record = notice.notice;
  const [proofs, setProofs] = useState<Proof[]>((record as { right?: { proofs?: Proof[] } } | undefined)?.right?.proofs ?? []);
  const missing: MissingField[] = notice.missing ?? [];
  const known = new Set<string>([...kHolder.map(([pointer]) => pointer), ...kRecipient.map(([pointer]) => pointer), kSigner, "/signer/role"]);
  // What else it lacks and a line of text can give.
  const others = missing.filter((field) => !known.has(field.pointer) && !/^\/declarations|\/\d+(\/|$)|^\/right\/proofs/.test(field.pointer));
  const lacks = new Map(missing.map((field) => [field.pointer, field]));
  const pointers = [...known].filter((pointer) => pointer !== "/signer/role").concat(others.map((field) => field.pointer));
  const initial: DraftFields = {
    at: Object.fromEntries(pointers.map((pointer) => [key(pointer), textAt(record, pointer)])),
    role: textAt(record, "/signer/role") || "holder",
    declared: kDeclarations.filter((name) => (record as { declarations?: Record<string, boolean> } | undefined)?.declarations?.[name]),
  };
  const save = (fields: DraftFields) =>
    send(async () => {
      const body = changesOf(record, fields, new Date().toISOString());
      if (proofs.length > 0) body.right = { proofs };
      await call<Notice>(`/notices/${notice.id}`, { method: "PATCH", version: notice.row_version, body });
      for (const path of ["/notices", "/queues"]) forget(path);
      void message.success(t("notices.done.edit"));
      onDone();
    });
  const line = (pointer: string, label: string, extra?: string) => {
    const lack = lacks.get(pointer);
    return (
      <Form.Item
        key={pointer}
        name={["at", key(pointer)]}
        label={label}
        {...(lack ? { validateStatus: "warning" as const, extra: [local(lack.rule), local(lack.why)].filter(Boolean).join(" — ") } : extra ? { extra } : {})}
      >
        <Input maxLength={1000} autoComplete="off" />
      </Form.Item>
    );
  };
  return (
    <Drawer open onClose={onClose} size={520} title={t("notices.act.edit")} destroyOnHidden className="draft">
      <p className="muted form-says">{t("notices.touches.edit")}</p>
      {failure ? (
        <p className="alert alert-red wrap" role="alert">
          {failure}
        </p>
      ) : null}
      <Form<DraftFields> form={form} layout="vertical" requiredMark={false} initialValues={initial} onFinish={(fields) => void save(fields)}>
        <h3>{t("notices.editHolder")}</h3>
        {kHolder.map(([pointer, label]) => line(pointer, t(label)))}
        <h3>{t("notices.editRecipient")}</h3>
        {kRecipient.map(([pointer, label]) => line(pointer, t(label)))}
        <ProofPick proofs={proofs} onProofs={setProofs} />
        <h3>{t("notices.editSigner")}</h3>
        <div className="form-row">
          {line(kSigner, t("notices.signerName"))}
          <Form.Item name="role" label={t("notices.signerRole")}>
            <Select
              options={[
                { value: "holder", label: t("notices.signerRole.holder") },
                { value: "agent", label: t("notices.signerRole.agent") },
              ]}
            />
          </Form.Item>
        </div>
        <Form.Item name="declared" label={t("notices.declarations")} extra={t("notices.personHint")}>
          <Checkbox.Group className="stack" options={kDeclarations.map((name) => ({ value: name, label: t(`notices.decl.${name}`) }))} />
        </Form.Item>
        {others.map((field) => line(field.pointer, local(field.label)))}
        <div className="form-end">
          <Button onClick={onClose}>{t("common.cancel")}</Button>
          <Button type="primary" htmlType="submit" loading={busy} id="edit-submit">
            {t("common.save")}
          </Button>
        </div>
      </Form>
    </Drawer>
  );
}
