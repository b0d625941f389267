// Organisations that one keeps: the tree of bureaus, holders, agents, platforms, associations.
import { App, Button, Form, Input, Select, Table } from "antd";
import { useState } from "react";
import { call, type Organisation, type OrganisationRequest } from "../api/client";
import { forget } from "../api/use";
import { useText } from "../i18n";
import { visible } from "../lib/format";
import { usePages } from "../lib/pages";
import { useSend } from "../lib/send";
import { Empty, Failure, Heading, Shape } from "../parts/bits";
import { FormModal } from "../parts/formmodal";
import { ListFoot } from "../parts/listfoot";
import { PeopleTabs } from "../parts/peopletabs";

const kKinds = ["bureau", "holder", "agent", "platform", "association"] as const;

function Add({ onClose, onDone }: { onClose: () => void; onDone: () => void }) {
  const { t, named } = useText();
  const { message } = App.useApp();
  const [form] = Form.useForm<OrganisationRequest>();
  const { busy, failure, send } = useSend();
  return (
    <FormModal
      title={t("orgs.add")}
      submitId="org-send"
      form={form}
      initial={{ kind: "bureau" }}
      busy={busy}
      failure={failure}
      intro={<p className="muted form-says">{t("orgs.addTouches")}</p>}
      onSend={(fields) =>
        void send(async () => {
          const body: OrganisationRequest = { name: fields.name.trim(), kind: fields.kind, ...(fields.region ? { region: fields.region.trim() } : {}) };
          const made = await call<Organisation>("/organisations", { method: "POST", body });
          void message.success(t("orgs.added", { name: made.name }));
          onDone();
        })
      }
      onClose={onClose}
    >
      <Form.Item name="name" label={t("orgs.name")} rules={[{ required: true, whitespace: true, message: t("people.needed") }]}>
        <Input autoFocus autoComplete="off" maxLength={100} />
      </Form.Item>
      <Form.Item name="kind" label={t("orgs.kind")}>
        <Select aria-label={t("orgs.kind")} options={kKinds.map((value) => ({ value, label: named("orgs.kind", value) }))} />
      </Form.Item>
      <Form.Item name="region" label={t("orgs.region")} extra={t("orgs.regionHint")} rules={[{ pattern: /^([0-9]{2}){1,3}$/, message: t("orgs.badRegion") }]}>
        <Input autoComplete="off" inputMode="numeric" maxLength={6} className="mono" />
      </Form.Item>
    </FormModal>
  );
}

function Rename({ organisation, onClose, onDone }: { organisation: Organisation; onClose: () => void; onDone: () => void }) {
  const { t } = useText();
  const { message } = App.useApp();
  const [form] = Form.useForm<{ name: string }>();
  const { busy, failure, send } = useSend();
  return (
    <FormModal
      title={t("orgs.rename")}
      submitId="org-rename-send"
      form={form}
      initial={{ name: organisation.name }}
      busy={busy}
      failure={failure}
      intro={null}
      onSend={({ name }) =>
        void send(async () => {
          await call<Organisation>(`/organisations/${organisation.id}`, { method: "PATCH", body: { name: name.trim() }, version: organisation.row_version });
          void message.success(t("orgs.renamed"));
          onDone();
        })
      }
      onClose={onClose}
    >
      <Form.Item name="name" label={t("orgs.name")} rules={[{ required: true, whitespace: true, message: t("people.needed") }]}>
        <Input autoFocus autoComplete="off" maxLength={100} />
      </Form.Item>
    </FormModal>
  );
}

export default function Organisations() {
  const { t, named } = useText();
  const { message, modal } = App.useApp();
  const pages = usePages<Organisation>("/organisations?limit=100");
  const [adding, setAdding] = useState(false);
  const [renaming, setRenaming] = useState<Organisation | null>(null);
  const { failure, send } = useSend();
  const names = new Map(pages.items.map((one) => [one.id, one.name]));
  const done = () => {
    forget("/organisations");
    pages.reload();
  };
  const toggle = (one: Organisation) => {
    const act = one.disabled ? "enable" : "disable";
    modal.confirm({
      title: t(`orgs.${act}`),
      content: t(`orgs.${act}Touches`, { name: one.name }),
      okText: t(`orgs.${act}`),
      cancelText: t("common.cancel"),
      okButtonProps: { danger: !one.disabled },
      transitionName: "",
      maskTransitionName: "",
      onOk: () =>
        send(async () => {
          await call<Organisation>(`/organisations/${one.id}`, { method: "PATCH", body: { disabled: !one.disabled }, version: one.row_version });
          void message.success(t("orgs.done"));
          done();
        }),
    });
  };
  return (
    <div className="page">
      <Heading title={t("orgs.title")} hint={t("orgs.hint")}>
        <Button type="primary" onClick={() => setAdding(true)} data-testid="org-add">
          {t("orgs.add")}
        </Button>
      </Heading>
      <PeopleTabs />
      {failure ? (
        <p className="alert alert-red wrap" role="alert">
          {failure}
        </p>
      ) : null}
      {pages.error ? <Failure error={pages.error} onRetry={pages.reload} /> : null}
      {!pages.data && pages.loading ? <Shape rows={6} /> : null}
      {pages.data && pages.items.length === 0 ? <Empty title={t("orgs.empty")} hint={t("orgs.emptyHint")} /> : null}
      {pages.items.length > 0 ? (
        <Table<Organisation>
          size="small"
          rowKey="id"
          sticky={{ offsetHeader: 44 }}
          pagination={false}
          dataSource={pages.items}
          scroll={{ x: 820 }}
          columns={[
            {
              key: "name", title: t("orgs.name"), render: (_, row) => (
                <span className="two-lines">
                  <strong>{visible(row.name)}</strong>
                  {row.own ? <span className="muted">{t("orgs.own")}</span> : null}
                </span>
              ),
            },
            { key: "kind", title: t("orgs.kind"), width: 110, render: (_, row) => named("orgs.kind", row.kind) },
            { key: "region", title: t("orgs.region"), width: 130, render: (_, row) => <span className="num">{row.region ?? ""}</span> },
            { key: "level", title: t("orgs.level"), width: 90, render: (_, row) => (row.level ? named("orgs.level", row.level) : null) },
            { key: "parent", title: t("orgs.parent"), render: (_, row) => (row.parent ? visible(names.get(row.parent) ?? "") : null) },
            { key: "state", title: t("people.state"), width: 100, render: (_, row) => <span className={`state state-${row.disabled ? "quiet" : "green"}`}>{t(row.disabled ? "orgs.disabled" : "orgs.inUse")}</span> },
            {
              key: "acts", title: t("people.more"), width: 170, render: (_, row) => (
                <span className="row-acts">
                  <Button size="small" onClick={() => setRenaming(row)}>
                    {t("orgs.rename")}
                  </Button>
                  {row.own ? null : (
                    <Button size="small" danger={!row.disabled} onClick={() => toggle(row)}>
                      {t(row.disabled ? "orgs.enable" : "orgs.disable")}
                    </Button>
                  )}
                </span>
              ),
            },
          ]}
        />
      ) : null}
      <ListFoot pages={pages} />
      {adding ? (
        <Add
          onClose={() => setAdding(false)}
          onDone={() => {
            setAdding(false);
            done();
          }}
        />
      ) : null}
      {renaming ? (
        <Rename
          organisation={renaming}
          onClose={() => setRenaming(null)}
          onDone={() => {
            setRenaming(null);
            done();
          }}
        />
      ) : null}
    </div>
  );
}
