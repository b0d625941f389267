// Signing in, by login and password or by a one-time code from the address's fragment.
import { Button, Form, Input } from "antd";
import { useEffect, useRef, useState } from "react";
import { asApiError, call, type Me } from "../api/client";
import { useText } from "../i18n";
import { useErrorText } from "../parts/bits";
import { useShade } from "../theme";

interface Props {
  code: string | null;
  offline: boolean;
  onSignedIn: (me: Me) => void;
}
interface Fields {
  login?: string;
  password?: string;
  code?: string;
  authenticator?: string;
}

export default function SignIn({ code, offline, onSignedIn }: Props) {
  const { t, lang, setLang } = useText();
  const { toggle } = useShade();
  const say = useErrorText();
  const [byCode, setByCode] = useState(code !== null);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const [second, setSecond] = useState(false);
  const tried = useRef(false);

  const send = async (fields: Fields, withCode: boolean) => {
    setBusy(true);
    setFailure(null);
    try {
      const body = {
        ...(withCode ? { code: fields.code?.trim() } : { login: fields.login?.trim(), password: fields.password }),
        ...(fields.authenticator?.trim() ? { authenticator: fields.authenticator.trim() } : {}),
      };
      const me = await call<Me>("/session", { method: "POST", body });
      onSignedIn(me);
    } catch (cause) {
      const error = asApiError(cause);
      setBusy(false);
      if (error.code === "authenticator_needed") {
        setSecond(true);
        return;
      }
      if (error.status === 429) {
        setFailure(t("session.wait"));
        return;
      }
      if (second && error.status === 401 && /code/.test(error.detail)) {
        setFailure(t("session.authenticatorWrong"));
        return;
      }
      const refused = error.status === 401 || error.status === 403;
      setFailure(refused ? t(withCode ? "session.codeWrong" : "session.wrong") : say(error));
    }
  };
  useEffect(() => {
    if (!code || tried.current) return;
    tried.current = true;
    void send({ code }, true);
  });

  return (
    <div className="signin">
      <section className="signin-about">
        <div className="signin-brand">
          <img src="/mark.svg" alt="" width="36" height="36" />
          <div>
            <strong>{t("app.name")}</strong>
            <span>{t("app.tagline")}</span>
          </div>
        </div>
        <ul>
          <li>{t("session.lead1")}</li>
          <li>{t("session.lead2")}</li>
          <li>{t("session.lead3")}</li>
        </ul>
      </section>
      <main className="signin-form">
        <div className="signin-switch">
          <Button type="text" size="small" onClick={() => setLang(lang === "zh" ? "en" : "zh")} aria-label={`${t("nav.lang")}: ${t("nav.langLabel")}`} data-testid="lang">
            {t("nav.lang")}
          </Button>
          <Button type="text" size="small" onClick={toggle} data-testid="theme">
            {t("nav.theme")}
          </Button>
        </div>
        <div className="signin-card">
          <h1>{t("session.title")}</h1>
          {failure || offline ? (
            <p className="alert alert-red" role="alert">
              {failure ?? t("error.offline")}
            </p>
          ) : null}
          <Form<Fields> layout="vertical" size="large" requiredMark={false} onFinish={(fields) => void send(fields, byCode)} initialValues={code ? { code } : {}}>
            {byCode ? (
              <Form.Item name="code" label={t("session.code")} rules={[{ required: true, message: t("rights.required") }]}>
                <Input autoFocus autoComplete="one-time-code" maxLength={200} className="mono" />
              </Form.Item>
            ) : (
              <>
                <Form.Item name="login" label={t("session.login")} rules={[{ required: true, message: t("rights.required") }]}>
                  <Input autoFocus autoComplete="username" maxLength={100} />
                </Form.Item>
                <Form.Item name="password" label={t("session.password")} rules={[{ required: true, message: t("rights.required") }]}>
                  <Input.Password autoComplete="current-password" maxLength={1000} />
                </Form.Item>
              </>
            )}
            {second ? (
              <Form.Item name="authenticator" label={t("session.authenticator")} extra={t("session.authenticatorHint")} rules={[{ required: true, message: t("rights.required") }]}>
                <Input autoFocus autoComplete="one-time-code" maxLength={40} className="mono" />
              </Form.Item>
            ) : null}
            <Button type="primary" htmlType="submit" block loading={busy} data-testid="submit">
              {busy ? t("session.working") : t(byCode ? "session.codeSubmit" : "session.submit")}
            </Button>
          </Form>
          <button
            type="button"
            className="linklike signin-other"
            onClick={() => {
              setByCode(!byCode);
              setFailure(null);
            }}
          >
            {t(byCode ? "session.usePassword" : "session.useCode")}
          </button>
        </div>
      </main>
    </div>
  );
}
