// What a person sees who comes by an invitation: who invites, and a password to set.
import { Button, Form, Input } from "antd";
import { useEffect, useState } from "react";
import { asApiError, call, type InvitationShown, type Me } from "../api/client";
import { useText } from "../i18n";
import { useErrorText, When } from "../parts/bits";

export default function Invitation({ code, onSignedIn, onLeave }: { code: string; onSignedIn: (me: Me) => void; onLeave: () => void }) {
  const { t, named, lang, setLang } = useText();
  const say = useErrorText();
  const [shown, setShown] = useState<InvitationShown | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [form] = Form.useForm<{ password: string; again: string }>();
  useEffect(() => {
    call<InvitationShown>("/invitations/shown", { method: "POST", body: { code } })
      .then(setShown)
      .catch((cause: unknown) => {
        const error = asApiError(cause);
        setFailure(error.status === 404 ? t("invitation.gone") : say(error));
      });
    // Asked once: the words of a failure follow no later change of language.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [code]);
  const accept = async (password: string) => {
    setBusy(true);
    setFailure(null);
    try {
      onSignedIn(await call<Me>("/invitations/accepted", { method: "POST", body: { code, password } }));
    } catch (cause) {
      const error = asApiError(cause);
      if (error.code === "authenticator_needed") onLeave();
      else setFailure(error.status === 404 ? t("invitation.gone") : error.status === 400 && !error.said ? t("account.short") : say(error));
      setBusy(false);
    }
  };
  const separator = lang === "zh" ? "、" : ", ";
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
      </section>
      <main className="signin-form">
        <div className="signin-switch">
          <Button type="text" size="small" onClick={() => setLang(lang === "zh" ? "en" : "zh")} aria-label={`${t("nav.lang")}: ${t("nav.langLabel")}`} data-testid="lang">
            {t("nav.lang")}
          </Button>
        </div>
        <div className="signin-card">
          <h1>{t("invitation.title")}</h1>
          {failure ? (
            <p className="alert alert-red" role="alert">
              {failure}
            </p>
          ) : null}
          {shown ? (
            <>
              <p>{t("invitation.hello", { organisation: shown.organisation })}</p>
              <dl className="facts" data-testid="invitation">
                <dt>{t("invitation.login")}</dt>
                <dd className="mono">{shown.login}</dd>
                <dt>{t("invitation.roles")}</dt>
                <dd>{shown.roles.map((role) => named("role", role)).join(separator)}</dd>
                <dt>{t("invitation.until")}</dt>
                <dd>
                  <When time={shown.expires_at} />
                </dd>
              </dl>
              <Form form={form} layout="vertical" size="large" requiredMark={false} onFinish={({ password }) => void accept(password)}>
                <input type="text" name="username" autoComplete="username" value={shown.login} readOnly hidden aria-label={t("people.login")} />
                <Form.Item name="password" label={t("invitation.password")} extra={t("account.short")} rules={[{ required: true, min: 12, message: t("account.short") }]}>
                  <Input.Password autoFocus autoComplete="new-password" maxLength={1000} />
                </Form.Item>
                <Form.Item
                  name="again"
                  label={t("account.repeat")}
                  dependencies={["password"]}
                  rules={[{ validator: (_, value?: string) => (value === form.getFieldValue("password") ? Promise.resolve() : Promise.reject(new Error(t("account.differ")))) }]}
                >
                  <Input.Password autoComplete="new-password" maxLength={1000} />
                </Form.Item>
                <Button type="primary" htmlType="submit" block loading={busy} data-testid="invitation-send">
                  {t("invitation.submit")}
                </Button>
              </Form>
            </>
          ) : null}
          <button type="button" className="linklike signin-other" onClick={onLeave}>
            {t("invitation.toSignIn")}
          </button>
        </div>
      </main>
    </div>
  );
}
