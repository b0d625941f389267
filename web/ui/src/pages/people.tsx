// People of the organisations that one keeps: inviting them, changing what they may, ending their access.
import { App, Button, Dropdown, Table } from "antd";
import { useContext, useState } from "react";
import { type Account, call, type Invited } from "../api/client";
import { useText } from "../i18n";
import { visible } from "../lib/format";
import { usePages } from "../lib/pages";
import { useSend } from "../lib/send";
import { MeContext } from "../session";
import { Empty, Failure, Heading, Shape, When } from "../parts/bits";
import { ChangePerson, Invite } from "../parts/invite";
import { ListFoot } from "../parts/listfoot";
import { PeopleTabs } from "../parts/peopletabs";
import { ShownOnce } from "../parts/shownonce";

type Act = "disable" | "enable" | "reset" | "again";
interface Once {
  title: string;
  says: string;
  value: string;
  until?: string;
}

export default function People() {
  const { t, named, lang } = useText();
  const { message, modal } = App.useApp();
  const pages = usePages<Account>("/accounts?limit=100");
  const [inviting, setInviting] = useState(false);
  const [changing, setChanging] = useState<Account | null>(null);
  const [once, setOnce] = useState<Once | null>(null);
  const { failure, send } = useSend();
  const me = useContext(MeContext); // nobody changes the own roles
  const show = (invited: Invited) =>
    setOnce({ title: t("people.linkTitle"), says: t("people.linkOnce"), value: `${window.location.origin}/#invitation=${invited.code}`, until: invited.expires_at });
  const patch = (account: Account, body: object, said: string) =>
    send(async () => {
      await call<Account>(`/accounts/${account.id}`, { method: "PATCH", body, version: account.row_version });
      void message.success(said);
      pages.reload();
    });
  const run = (act: Act, account: Account) => {
    if (act === "disable") return patch(account, { disabled: true }, t("people.disabledDone"));
    if (act === "enable") return patch(account, { disabled: false }, t("people.enabledDone"));
    if (act === "again") {
      return send(async () => {
        show(await call<Invited>(`/accounts/${account.id}/invitation`, { method: "POST", body: {} }));
        pages.reload();
      });
    }
    return send(async () => {
      await call<Account>(`/accounts/${account.id}/authenticator-reset`, { method: "POST", body: {} });
      void message.success(t("people.resetDone"));
      pages.reload();
    });
  };
  // Whatever takes something away says first what.
  const ask = (act: Act, account: Account) =>
    modal.confirm({
      title: t(`people.${act}`),
      content: t(`people.${act}Touches`, { name: account.display_name || account.login }),
      okText: t(`people.${act}`),
      cancelText: t("common.cancel"),
      okButtonProps: { danger: act === "disable" || act === "reset" },
      transitionName: "",
      maskTransitionName: "",
      onOk: () => run(act, account),
    });
  const code = (account: Account) =>
    send(async () => {
      const made = await call<{ code: string }>(`/accounts/${account.id}/code`, { method: "POST", body: {} });
      setOnce({ title: t("people.codeTitle"), says: t("people.codeOnce"), value: `${window.location.origin}/#code=${made.code}` });
    });
  const separator = lang === "zh" ? "、" : ", ";
  return (
    <div className="page">
      <Heading title={t("people.title")} hint={t("people.hint")}>
        <Button type="primary" onClick={() => setInviting(true)} data-testid="invite">
          {t("people.invite")}
        </Button>
      </Heading>
      <PeopleTabs />
      {failure ? (
        <p className="alert alert-red wrap" role="alert">
          {failure}
        </p>
      ) : null}
      {pages.error ? <Failure error={pages.error} onRetry={pages.reload} /> : null}
      {!pages.data && pages.loading ? <Shape rows={8} /> : null}
      {pages.data && pages.items.length === 0 ? <Empty title={t("people.empty")} hint={t("people.emptyHint")} /> : null}
      {pages.items.length > 0 ? (
        <Table<Account>
          size="small"
          rowKey="id"
          sticky={{ offsetHeader: 44 }}
          pagination={false}
          dataSource={pages.items}
          scroll={{ x: 900 }}
          onRow={(row) => ({ "data-login": row.login }) as object}
          columns={[
            {
              key: "login", title: t("people.login"), render: (_, row) => (
                <span className="two-lines">
                  <strong>{visible(row.display_name)}</strong>
                  <span className="muted mono">{row.login}</span>
                </span>
              ),
            },
            { key: "roles", title: t("people.roles"), render: (_, row) => row.roles.map((role) => named("role", role)).join(separator) },
            { key: "org", title: t("people.organisation"), render: (_, row) => visible(row.org?.name ?? "") },
            { key: "regions", title: t("people.regions"), width: 140, render: (_, row) => (row.regions.length > 0 ? <span className="num">{row.regions.join(separator)}</span> : <span className="muted">{t("people.every")}</span>) },
            {
              key: "state", title: t("people.state"), width: 190, render: (_, row) => (
                <span className="two-lines">
                  <span className={`state state-${row.disabled ? "quiet" : row.invited_until ? "amber" : "green"}`}>{t(row.disabled ? "people.disabled" : row.invited_until ? "people.invited" : "people.active")}</span>
                  {row.authenticator ? <span className="muted">{t("people.authenticator")}</span> : row.invited_until && !row.disabled ? (
                    <span className="muted">
                      {t("people.linkUntil")} <When time={row.invited_until} />
                    </span>
                  ) : null}
                </span>
              ),
            },
            {
              key: "acts", title: t("people.more"), width: 170, render: (_, row) => row.id === me?.id ? null : (
                <span className="row-acts">
                  <Button size="small" onClick={() => setChanging(row)} data-testid="person-change">
                    {t("people.change")}
                  </Button>
                  <Dropdown
                    trigger={["click"]}
                    menu={{
                      items: [
                        { key: "again", label: t("people.again"), disabled: row.disabled, onClick: () => void ask("again", row) },
                        { key: "code", label: t("people.makeCode"), disabled: row.disabled, onClick: () => void code(row) },
                        ...(row.authenticator ? [{ key: "reset", label: t("people.reset"), onClick: () => void ask("reset", row) }] : []),
                        row.disabled ? { key: "enable", label: t("people.enable"), onClick: () => void ask("enable", row) } : { key: "disable", danger: true, label: t("people.disable"), onClick: () => void ask("disable", row) },
                      ],
                    }}
                  >
                    <Button size="small" aria-label={`${t("people.more")}: ${row.login}`} data-testid="person-more">
                      {t("people.more")} ▾
                    </Button>
                  </Dropdown>
                </span>
              ),
            },
          ]}
        />
      ) : null}
      <ListFoot pages={pages} />
      {inviting ? (
        <Invite
          onClose={() => setInviting(false)}
          onDone={(invited) => {
            setInviting(false);
            show(invited);
            pages.reload();
          }}
        />
      ) : null}
      {changing ? (
        <ChangePerson
          account={changing}
          onClose={() => setChanging(null)}
          onDone={() => {
            setChanging(null);
            pages.reload();
          }}
        />
      ) : null}
      {once ? (
        <ShownOnce title={once.title} says={once.says} values={[once.value]} onClose={() => setOnce(null)}>
          {once.until ? (
            <p className="muted">
              {t("people.linkUntil")} <When time={once.until} />
            </p>
          ) : null}
        </ShownOnce>
      ) : null}
    </div>
  );
}
