// Making a package of a case's evidence: what goes on its printed record, and waiting for it.
import { App, Button, Drawer, Form, Input, Radio, Spin } from "antd";
import { useEffect, useRef, useState } from "react";
import { asApiError, call, freshKey, type Package, type PackageRequest } from "../api/client";
import { forget } from "../api/use";
import { type Lang, useText } from "../i18n";
import { useFailureText } from "./bits";
import { useByteLimit } from "./packagebits";

interface Fields {
  language: Lang;
  officer1?: string;
  officer2?: string;
  witness?: string;
  place?: string;
  purpose?: string;
}
interface Props {
  caseId: string;
  onClose: () => void;
  onMade: (made: Package) => void;
}

// As the service takes them, in bytes.
const kMaxName = 200;
const kMaxPurpose = 1000;

function requestOf(fields: Fields): PackageRequest {
  const said = (text: string | undefined) => text?.trim() ?? "";
  const rest = { witness: said(fields.witness), place: said(fields.place), purpose: said(fields.purpose) };
  return {
    language: fields.language,
    officers: [said(fields.officer1), said(fields.officer2)].filter(Boolean),
    ...Object.fromEntries(Object.entries(rest).filter(([, text]) => text)),
  };
}

export function MakePackage({ caseId, onClose, onMade }: Props) {
  const { t, lang } = useText();
  const { message } = App.useApp();
  const say = useFailureText();
  const within = useByteLimit();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const open = useRef(true);
  useEffect(() => {
    open.current = true; // effects run twice in development
    return () => {
      open.current = false;
    };
  }, []);
  const key = useRef(freshKey()); // made once, however often it is asked for
  const send = async (fields: Fields) => {
    setBusy(true);
    setFailure(null);
    try {
      const made = await call<Package>(`/cases/${caseId}/packages`, { method: "POST", key: key.current, body: requestOf(fields) });
      key.current = freshKey();
      forget("/packages");
      if (open.current) onMade(made);
      else void message.success(t("evidence.madeNow", { name: made.name }));
    } catch (cause) {
      const error = asApiError(cause);
      const words = error.code === "offline" ? t("evidence.lost") : say(error);
      if (open.current) setFailure(words);
      else void message.error(words);
      setBusy(false);
    }
  };
  const names = ["officer1", "officer2", "witness", "place"] as const;
  return (
    <Drawer open onClose={onClose} size={480} title={t("evidence.make")} destroyOnHidden>
      <p className="muted form-says">{t("evidence.makeTouches")}</p>
      {failure ? (
        <p className="alert alert-red wrap" role="alert">
          {failure}
        </p>
      ) : null}
      <Form<Fields> layout="vertical" requiredMark={false} initialValues={{ language: lang }} onFinish={(fields) => void send(fields)} disabled={busy}>
        <Form.Item name="language" label={t("evidence.language")}>
          <Radio.Group aria-label={t("evidence.language")}>
            <Radio value="zh">{t("evidence.language.zh")}</Radio>
            <Radio value="en">{t("evidence.language.en")}</Radio>
          </Radio.Group>
        </Form.Item>
        <div className="form-row">
          {names.map((name) => (
            <Form.Item key={name} name={name} label={t("evidence.mayBeEmpty", { what: t(`evidence.${name}`) })} rules={[within(kMaxName)]}>
              <Input autoComplete="off" maxLength={kMaxName} />
            </Form.Item>
          ))}
        </div>
        <Form.Item name="purpose" label={t("evidence.mayBeEmpty", { what: t("evidence.purpose") })} rules={[within(kMaxPurpose)]} extra={t("evidence.makeHint")}>
          <Input.TextArea rows={3} maxLength={kMaxPurpose} />
        </Form.Item>
        {busy ? <Waiting /> : null}
        <div className="form-end">
          <Button onClick={onClose} disabled={false}>
            {t(busy ? "common.close" : "common.cancel")}
          </Button>
          <Button type="primary" htmlType="submit" loading={busy} data-testid="package-send">
            {t("evidence.make")}
          </Button>
        </div>
      </Form>
    </Drawer>
  );
}

function Waiting() {
  const { t } = useText();
  const [seconds, setSeconds] = useState(0);
  useEffect(() => {
    const begun = Date.now();
    const timer = setInterval(() => setSeconds(Math.floor((Date.now() - begun) / 1000)), 500);
    return () => clearInterval(timer);
  }, []);
  return (
    <div className="alert waiting" data-testid="package-making">
      <Spin size="small" aria-hidden />
      <div>
        <p role="status">{t("evidence.making")}</p>
        <p className="muted num">
          {t("evidence.makingFor", { n: seconds })}
        </p>
        <p className="muted">{t("evidence.mayLeave")}</p>
      </div>
    </div>
  );
}
