// The own sessions and tokens, and ending them.
import { App, Button, Form, Input, InputNumber, Select } from "antd";
import { useContext, useState } from "react";
import { call, type SessionPage, type TokenMade, type TokenPage } from "../api/client";
import { useGet } from "../api/use";
import { useText } from "../i18n";
import { visible } from "../lib/format";
import { useSend } from "../lib/send";
import { MeContext } from "../session";
import { Empty, Failure, Shape, When } from "./bits";
import { FormModal } from "./formmodal";
import { ShownOnce } from "./shownonce";

export function OwnSessions() {
  const { t } = useText();
  const { message } = App.useApp();
  const { data, error, loading, reload } = useGet<SessionPage>("/account/sessions");
  const { failure, send } = useSend();
  const end = (id: string) =>
    send(async () => {
      await call<void>(`/account/sessions/${id}`, { method: "DELETE" });
      void message.success(t("account.ended"));
      reload();
    });
  return (
    <section className="panel" aria-labelledby="own-sessions">
      <header className="panel-head">
        <h2 id="own-sessions">{t("account.sessions")}</h2>
        <span className="muted">{t("account.sessionsHint")}</span>
      </header>
      {failure ? (
        <p className="alert alert-red wrap" role="alert">
          {failure}
        </p>
      ) : null}
      {error ? <Failure error={error} onRetry={reload} /> : null}
      {!data && loading ? <Shape rows={3} /> : null}
      <ul className="rows" data-testid="sessions">
        {(data?.items ?? []).map((one) => (
          <li key={one.id} className="loss">
            <span className="loss-head">
              <strong>{one.address ?? t("common.unknown")}</strong>
              {one.current ? (
                <span className="state state-green">{t("account.here")}</span>
              ) : (
                <Button size="small" onClick={() => void end(one.id)} aria-label={`${t("account.end")} ${one.address ?? ""}`}>
                  {t("account.end")}
                </Button>
              )}
            </span>
            <span className="muted wrap">{visible(one.agent ?? "")}</span>
            <span className="muted">
              {t("account.since")} <When time={one.created_at} /> · {t("account.used")} <When time={one.used_at} /> · {t("account.until")} <When time={one.expires_at} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

interface Fields {
  name: string;
  scopes?: string[];
  days: number;
}

export function OwnTokens() {
  const { t } = useText();
  const { message } = App.useApp();
  const me = useContext(MeContext);
  const [form] = Form.useForm<Fields>();
  const { data, error, loading, reload } = useGet<TokenPage>("/account/tokens");
  const [making, setMaking] = useState(false);
  const [made, setMade] = useState<string | null>(null);
  const { busy, failure, send } = useSend();
  const scopes = [{ value: "read", label: t("account.scopeRead") }, ...(me?.permissions ?? []).map((value) => ({ value, label: value }))];
  const end = (id: string) =>
    send(async () => {
      await call<void>(`/account/tokens/${id}`, { method: "DELETE" });
      void message.success(t("account.ended"));
      reload();
    });
  return (
    <section className="panel" aria-labelledby="own-tokens">
      <header className="panel-head">
        <h2 id="own-tokens">{t("account.tokens")}</h2>
        <Button size="small" onClick={() => setMaking(true)} data-testid="token-make">
          {t("account.makeToken")}
        </Button>
      </header>
      {failure && !making ? (
        <p className="alert alert-red wrap" role="alert">
          {failure}
        </p>
      ) : null}
      {error ? <Failure error={error} onRetry={reload} /> : null}
      {!data && loading ? <Shape rows={3} /> : null}
      {data && data.items.length === 0 ? <Empty title={t("account.noTokens")} hint={t("account.tokensHint")} /> : null}
      <ul className="rows" data-testid="tokens">
        {(data?.items ?? []).map((one) => (
          <li key={one.id} className="loss">
            <span className="loss-head">
              <strong>{visible(one.name)}</strong>
              <Button size="small" onClick={() => void end(one.id)} aria-label={`${t("account.end")} ${one.name}`}>
                {t("account.end")}
              </Button>
            </span>
            <span className="mono wrap">{one.scopes.length > 0 ? one.scopes.join(" ") : t("account.scopesAll")}</span>
            <span className="muted">
              {t("account.until")} <When time={one.expires_at} />
            </span>
          </li>
        ))}
      </ul>
      {making ? (
        <FormModal
          title={t("account.makeToken")}
          submitId="token-send"
          form={form}
          initial={{ days: 90 }}
          busy={busy}
          failure={failure}
          intro={<p className="muted form-says">{t("account.tokenTouches")}</p>}
          onSend={(fields) =>
            void send(async () => {
              const body = { name: fields.name.trim(), scopes: fields.scopes ?? [], days: fields.days };
              const { token } = await call<TokenMade>("/account/tokens", { method: "POST", body });
              setMaking(false);
              form.resetFields();
              setMade(token);
              reload();
            })
          }
          onClose={() => setMaking(false)}
        >
          <Form.Item name="name" label={t("account.tokenName")} rules={[{ required: true, whitespace: true, message: t("people.needed") }]}>
            <Input autoFocus autoComplete="off" maxLength={60} />
          </Form.Item>
          <Form.Item name="scopes" label={t("account.scopes")}>
            <Select mode="multiple" aria-label={t("account.scopes")} placeholder={t("account.scopesAll")} options={scopes} />
          </Form.Item>
          <Form.Item name="days" label={t("account.days")} rules={[{ required: true, message: t("people.needed") }]}>
            <InputNumber min={1} max={365} precision={0} />
          </Form.Item>
        </FormModal>
      ) : null}
      {made ? <ShownOnce title={t("account.tokenMade")} says={t("account.tokenOnce")} values={[made]} onClose={() => setMade(null)} /> : null}
    </section>
  );
}
