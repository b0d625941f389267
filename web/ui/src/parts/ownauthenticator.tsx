// The own authenticator: begun with the password, confirmed by a code, recovery codes shown once.
import { App, Button, Form, Input, Modal, QRCode } from "antd";
import { useState } from "react";
import { type AuthenticatorBegun, call, type OwnAccount, type RecoveryCodes } from "../api/client";
import { useText } from "../i18n";
import { useSend } from "../lib/send";
import { Copyable } from "./bits";
import { FormModal } from "./formmodal";
import { ShownOnce } from "./shownonce";

type Asked = "begin" | "renew" | "take";
const kPath: Record<Asked, string> = { begin: "/account/authenticator", renew: "/account/recovery-codes", take: "/account/authenticator/removed" };

function Confirm({ begun, onClose, onDone }: { begun: AuthenticatorBegun; onClose: () => void; onDone: (codes: string[]) => void }) {
  const { t } = useText();
  const [form] = Form.useForm<{ code: string }>();
  const { busy, failure, send } = useSend();
  return (
    <Modal
      open
      title={t("account.begin")}
      okText={t("account.confirm")}
      cancelText={t("common.cancel")}
      okButtonProps={{ id: "authenticator-confirm" }}
      confirmLoading={busy}
      mask={{ closable: false }}
      onCancel={onClose}
      onOk={() => form.submit()}
      transitionName=""
      maskTransitionName=""
    >
      <div className="qr">
        <div role="img" aria-label={t("account.qr")}>
          <QRCode type="svg" value={begun.uri} size={180} color="#000000" bgColor="#ffffff" bordered={false} />
        </div>
        <div className="qr-words">
          <p>{t("account.scan")}</p>
          <Copyable value={begun.secret} label={t("account.authenticator")} />
        </div>
      </div>
      {failure ? (
        <p className="alert alert-red wrap" role="alert">
          {failure}
        </p>
      ) : null}
      <Form
        form={form}
        layout="vertical"
        requiredMark={false}
        onFinish={({ code }) => void send(async () => onDone((await call<RecoveryCodes>("/account/authenticator/confirmed", { method: "POST", body: { code: code.trim() } })).recovery_codes))}
      >
        <Form.Item name="code" label={t("account.code")} rules={[{ required: true, message: t("people.needed") }]}>
          <Input autoFocus autoComplete="one-time-code" inputMode="numeric" maxLength={12} className="mono" />
        </Form.Item>
      </Form>
    </Modal>
  );
}

export function OwnAuthenticator({ own, onChanged }: { own: OwnAccount; onChanged: () => void }) {
  const { t } = useText();
  const { message } = App.useApp();
  const [form] = Form.useForm<{ password?: string }>();
  const [asked, setAsked] = useState<Asked | null>(null);
  const [begun, setBegun] = useState<AuthenticatorBegun | null>(null);
  const [codes, setCodes] = useState<string[] | null>(null);
  const { busy, failure, send } = useSend();
  const title = asked ? t(`account.${asked}`) : "";
  const done = (act: Asked, password: string | undefined) =>
    send(async () => {
      const body = password ? { password } : {};
      if (act === "begin") setBegun(await call<AuthenticatorBegun>(kPath.begin, { method: "POST", body }));
      else if (act === "renew") setCodes((await call<RecoveryCodes>(kPath.renew, { method: "POST", body })).recovery_codes);
      else {
        await call<void>(kPath.take, { method: "POST", body });
        void message.success(t("account.taken"));
      }
      setAsked(null);
      form.resetFields();
      if (act !== "begin") onChanged();
    });
  return (
    <section className="panel" aria-labelledby="own-authenticator">
      <header className="panel-head">
        <h2 id="own-authenticator">{t("account.authenticator")}</h2>
        <span className={`state state-${own.authenticator ? "green" : own.needs_authenticator ? "amber" : "quiet"}`} data-testid="authenticator-state">
          {t(own.authenticator ? "account.on" : "account.off")}
        </span>
      </header>
      <div className="pad">
        <p className="muted">{t("account.authenticatorHint")}</p>
        {own.authenticator ? <p className="num">{t("account.recoveryLeft", { n: own.recovery_codes })}</p> : null}
        {own.authenticator && own.needs_authenticator ? <p className="muted">{t("account.required")}</p> : null}
        <span className="row-acts">
          {own.authenticator ? (
            <>
              <Button onClick={() => setAsked("renew")}>{t("account.renew")}</Button>
              {own.needs_authenticator ? null : (
                <Button danger onClick={() => setAsked("take")} data-testid="authenticator-take">
                  {t("account.take")}
                </Button>
              )}
            </>
          ) : (
            <Button type="primary" onClick={() => setAsked("begin")} data-testid="authenticator-begin">
              {t("account.begin")}
            </Button>
          )}
        </span>
      </div>
      {asked ? (
        <FormModal
          title={title}
          submitId="authenticator-send"
          form={form}
          busy={busy}
          failure={failure}
          intro={<p className="muted form-says">{t(`account.${asked}Touches`)}</p>}
          onSend={({ password }) => void done(asked, password)}
          onClose={() => setAsked(null)}
        >
          {own.has_password ? (
            <Form.Item name="password" label={t("account.current")} rules={[{ required: true, message: t("people.needed") }]}>
              <Input.Password autoFocus autoComplete="current-password" maxLength={1000} />
            </Form.Item>
          ) : null}
        </FormModal>
      ) : null}
      {begun ? (
        <Confirm
          begun={begun}
          onClose={() => setBegun(null)}
          onDone={(made) => {
            setBegun(null);
            setCodes(made);
            void message.success(t("account.confirmed"));
          }}
        />
      ) : null}
      {codes ? (
        <ShownOnce
          title={t("account.recovery")}
          says={t("account.recoveryOnce")}
          values={codes}
          close={t("account.saved")}
          onClose={() => {
            setCodes(null);
            onChanged();
          }}
        />
      ) : null}
    </section>
  );
}
