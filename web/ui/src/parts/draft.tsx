// Drafting a notice: the law and the language, what only a person can say, and what is still missing.
import { Button, Checkbox, Drawer, Form, Input, Select } from "antd";
import { useRef, useState } from "react";
import { Link } from "react-router-dom";
import { type ApiError, asApiError, call, type CaseDetail, freshKey, type MissingField, type Notice } from "../api/client";
import { forget } from "../api/use";
import { useText } from "../i18n";
import { kDeclarations, nest } from "../lib/noticefields";
import { useErrorText } from "./bits";
import { type Proof, ProofPick } from "./proofpick";

interface Props {
  made: CaseDetail;
  platforms: string[];
  onClose: () => void;
  onDrafted: () => void;
}
interface Fields {
  regime?: string;
  language?: string;
  platform?: string;
  address?: string;
  email?: string;
  phone?: string;
  id_no?: string;
  signer?: string;
  role?: string;
  declared?: string[];
  extra?: Record<string, string>;
}
// Missing fields that the form above has a place for already.
const kKnown = /^\/(right_holder\/(address|email|phone|id_no)|signer\/|declarations\/|right\/proofs)/;

function overridesOf(fields: Fields, proofs: Proof[], signedAt: string): Record<string, unknown> {
  const entries: [string, string][] = [];
  const put = (pointer: string, value: string | undefined) => {
    if (value?.trim()) entries.push([pointer, value.trim()]);
  };
  put("/right_holder/address", fields.address);
  put("/right_holder/email", fields.email);
  put("/right_holder/phone", fields.phone);
  put("/right_holder/id_no", fields.id_no);
  for (const [key, value] of Object.entries(fields.extra ?? {})) put(decodeURIComponent(key), value);
  const nested = nest(entries);
  if (proofs.length) nested.right = { ...(nested.right as object | undefined), proofs };
  if (fields.id_no?.trim()) nested.right_holder = { ...(nested.right_holder as object), id_type: "credit_code" };
  if (fields.declared?.length) nested.declarations = Object.fromEntries(fields.declared.map((name) => [name, true]));
  if (fields.signer?.trim()) {
    nested.signer = { name: fields.signer.trim(), role: fields.role ?? "holder", method: "electronic", time: signedAt };
  }
  return nested;
}

export function DraftNotice({ made, platforms, onClose, onDrafted }: Props) {
  const { t, local } = useText();
  const say = useErrorText();
  const [form] = Form.useForm<Fields>();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<ApiError | null>(null);
  const [notice, setNotice] = useState<Notice | null>(null);
  const [proofs, setProofs] = useState<Proof[]>([]);
  const [leftOut, setLeftOut] = useState(0);
  const missing: MissingField[] = notice?.missing ?? [];
  // One demand however often it is sent: the key and the time of signing stay until it was drafted.
  const once = useRef<{ key: string; at: string } | null>(null);
  const send = async (fields: Fields) => {
    once.current ??= { key: freshKey(), at: new Date().toISOString() };
    const { key, at } = once.current;
    setBusy(true);
    setFailure(null);
    try {
      // What was drafted is filled in; the same demand is not drafted twice.
      const drafted = notice
        ? await call<Notice>(`/notices/${notice.id}`, { method: "PATCH", version: notice.row_version, body: overridesOf(fields, proofs, at) })
        : await call<Notice>(`/cases/${made.id}/notices`, {
            method: "POST",
            key,
            body: {
              ...(fields.regime ? { regime: fields.regime } : {}),
              ...(fields.language ? { language: fields.language } : {}),
              ...(fields.platform ? { platform: fields.platform } : {}),
              overrides: overridesOf(fields, proofs, at),
            },
          });
      once.current = null;
      setLeftOut((old) => drafted.left_out?.length ?? old);
      forget("/queues");
      forget("/notices");
      setNotice(drafted);
      onDrafted();
    } catch (cause) {
      setFailure(asApiError(cause));
    } finally {
      setBusy(false);
    }
  };
  const others = missing.filter((field) => !kKnown.test(field.pointer) && !/\/\d+(\/|$)/.test(field.pointer));
  return (
    <Drawer open onClose={onClose} size={520} title={t("notices.draftTitle")} destroyOnHidden className="draft">
      {notice && missing.length === 0 ? (
        <div className="alert alert-green" role="status">
          <p>{t("notices.landed", { platform: notice.platform })}</p>
          <Link to={`/notices/${notice.id}`} data-testid="to-preview">
            {t("notices.preview")}
          </Link>
        </div>
      ) : null}
      {leftOut > 0 ? <p className="alert alert-amber">{t("notices.leftOut", { n: leftOut })}</p> : null}
      {missing.length > 0 ? (
        <div className="alert alert-amber" role="alert">
          <p>
            <strong>{t("notices.missing", { n: missing.length })}</strong> {t("notices.missingHint")}
          </p>
          <ul className="missing">
            {missing.map((field) => (
              <li key={field.pointer}>
                {local(field.label)} <span className="muted">{local(field.rule)}</span>
                {field.why && local(field.why) ? <span> — {local(field.why)}</span> : null}
              </li>
            ))}
          </ul>
        </div>
      ) : null}
      {failure ? (
        <div className="alert alert-red" role="alert">
          <p>{say(failure)}</p>
          {failure.detail ? <p className="mono wrap">{failure.detail}</p> : null}
        </div>
      ) : null}
      <Form<Fields>
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={{ role: "holder", ...(platforms.length > 0 ? { platform: platforms[0] } : {}) }}
        onFinish={(fields) => void send(fields)}
      >
        <Form.Item name="regime" label={t("notices.regime")}>
          <Select
            allowClear
            disabled={notice !== null}
            placeholder={t("notices.regimeAuto")}
            data-testid="regime"
            options={(made.regimes ?? []).map((regime) => ({ value: regime.id, label: local(regime.name) || regime.id }))}
          />
        </Form.Item>
        <div className="form-row">
          <Form.Item name="language" label={t("notices.language")}>
            <Select
              allowClear
              disabled={notice !== null}
              placeholder={t("notices.languageAuto")}
              options={[
                { value: "zh", label: t("notices.zh") },
                { value: "en", label: t("notices.en") },
              ]}
            />
          </Form.Item>
          <Form.Item name="platform" label={t("notices.platform")}>
            <Select disabled={notice !== null} options={platforms.map((name) => ({ value: name, label: name }))} />
          </Form.Item>
        </div>
        <h3>{t("notices.person")}</h3>
        <p className="muted">{t("notices.personHint")}</p>
        <Form.Item name="address" label={t("notices.address")}>
          <Input maxLength={300} autoComplete="off" />
        </Form.Item>
        <div className="form-row">
          <Form.Item name="email" label={t("notices.email")}>
            <Input maxLength={200} autoComplete="off" />
          </Form.Item>
          <Form.Item name="phone" label={t("notices.phone")}>
            <Input maxLength={60} autoComplete="off" />
          </Form.Item>
        </div>
        <Form.Item name="id_no" label={t("notices.idNo")}>
          <Input maxLength={60} autoComplete="off" />
        </Form.Item>
        <div className="form-row">
          <Form.Item name="signer" label={t("notices.signerName")}>
            <Input maxLength={100} autoComplete="off" />
          </Form.Item>
          <Form.Item name="role" label={t("notices.signerRole")}>
            <Select
              options={[
                { value: "holder", label: t("notices.signerRole.holder") },
                { value: "agent", label: t("notices.signerRole.agent") },
              ]}
            />
          </Form.Item>
        </div>
        <ProofPick proofs={proofs} onProofs={setProofs} />
        {others.map((field) => (
          <Form.Item key={field.pointer} name={["extra", encodeURIComponent(field.pointer)]} label={local(field.label)} extra={local(field.rule)}>
            <Input maxLength={1000} autoComplete="off" />
          </Form.Item>
        ))}
        <Form.Item name="declared" label={t("notices.declarations")}>
          <Checkbox.Group className="stack" options={kDeclarations.map((name) => ({ value: name, label: t(`notices.decl.${name}`) }))} />
        </Form.Item>
        <div className="form-end">
          <Button onClick={onClose}>{t("common.close")}</Button>
          <Button type="primary" htmlType="submit" loading={busy} data-testid="draft-submit">
            {t(missing.length > 0 ? "notices.again" : "notices.make")}
          </Button>
        </div>
      </Form>
    </Drawer>
  );
}
