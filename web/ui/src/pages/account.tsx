// The own account: password, authenticator, sessions, tokens.
import { App, Button, Form, Input } from "antd";
import { call, type OwnAccount } from "../api/client";
import { useGet } from "../api/use";
import { useText } from "../i18n";
import { useSend } from "../lib/send";
import { Failure, Heading, Shape } from "../parts/bits";
import { OwnAuthenticator } from "../parts/ownauthenticator";
import { OwnSessions, OwnTokens } from "../parts/owntokens";

interface Fields {
  password?: string;
  new_password: string;
  again: string;
}

function Password({ own, onChanged }: { own: OwnAccount; onChanged: () => void }) {
  const { t } = useText();
  const { message } = App.useApp();
  const [form] = Form.useForm<Fields>();
  const { busy, failure, send } = useSend();
  const title = t(own.has_password ? "account.changePassword" : "account.setPassword");
  return (
    <section className="panel" aria-labelledby="own-password">
      <header className="panel-head">
        <h2 id="own-password">{t("account.password")}</h2>
      </header>
      <div className="pad">
        <p className="muted">{t("account.passwordHint")}</p>
        {failure ? (
          <p className="alert alert-red wrap" role="alert">
            {failure}
          </p>
        ) : null}
        <Form<Fields>
          form={form}
          layout="vertical"
          requiredMark={false}
          onFinish={(fields) =>
            void send(async () => {
              const body = { new_password: fields.new_password, ...(fields.password ? { password: fields.password } : {}) };
              await call<void>("/account/password", { method: "POST", body });
              form.resetFields();
              void message.success(t("account.passwordChanged"));
              onChanged();
            })
          }
        >
          <input type="text" name="username" autoComplete="username" value={own.login} readOnly hidden aria-label={t("people.login")} />
          {own.has_password ? (
            <Form.Item name="password" label={t("account.current")} rules={[{ required: true, message: t("people.needed") }]}>
              <Input.Password autoComplete="current-password" maxLength={1000} />
            </Form.Item>
          ) : null}
          <Form.Item name="new_password" label={t("account.next")} rules={[{ required: true, min: 12, message: t("account.short") }]}>
            <Input.Password autoComplete="new-password" maxLength={1000} />
          </Form.Item>
          <Form.Item
            name="again"
            label={t("account.repeat")}
            dependencies={["new_password"]}
            rules={[{ validator: (_, value?: string) => (value === form.getFieldValue("new_password") ? Promise.resolve() : Promise.reject(new Error(t("account.differ")))) }]}
          >
            <Input.Password autoComplete="new-password" maxLength={1000} />
          </Form.Item>
          <Button type="primary" htmlType="submit" loading={busy} data-testid="password-send">
            {title}
          </Button>
        </Form>
      </div>
    </section>
  );
}

// `onEnrolled`: what the account may has changed.
export default function AccountPage({ mustEnrol = false, onEnrolled }: { mustEnrol?: boolean; onEnrolled: () => void }) {
  const { t } = useText();
  const { data, error, loading, reload } = useGet<OwnAccount>("/account");
  return (
    <div className="page">
      <Heading title={t("account.title")} hint={t("account.hint")} />
      {mustEnrol ? (
        <p className="alert alert-amber" data-testid="must-enrol">
          {t("account.mustEnrol")}
        </p>
      ) : null}
      {error ? <Failure error={error} onRetry={reload} /> : null}
      {!data && loading ? <Shape rows={6} /> : null}
      {data ? (
        <div className="account-panels">
          <Password own={data} onChanged={reload} />
          <OwnAuthenticator
            own={data}
            onChanged={() => {
              reload();
              onEnrolled();
            }}
          />
          <OwnSessions />
          <OwnTokens />
        </div>
      ) : null}
    </div>
  );
}
