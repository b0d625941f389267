// The outbox: what goes out, the platforms' interfaces, and mail that belongs to no notice.
import { Button, Select } from "antd";
import type { ReactNode } from "react";
import { Link, useLocation } from "react-router-dom";
import { type Delivery, query } from "../api/client";
import { useGet } from "../api/use";
import { useText } from "../i18n";
import { useFilters } from "../lib/filters";
import { beijing, visible } from "../lib/format";
import { usePages } from "../lib/pages";
import { Digest, Empty, Failure, Heading, Shape, State, When } from "../parts/bits";
import { Connectors } from "../parts/connectors";
import { useDeliveryActs } from "../parts/deliveryrows";
import { ListFoot } from "../parts/listfoot";
import { type ListColumn, ListTable, ListTools, useList } from "../parts/listtable";
import { type Message, MessageRows } from "../parts/messagerows";
import { Tabs } from "../parts/tabs";
import { TakedownTabs } from "../parts/takedowntabs";

const kStates = ["waiting", "trying", "accepted", "refused", "unknown", "bounced", "cancelled"] as const;

function useColumnsOfDeliveries(buttons: (delivery: Delivery) => ReactNode): ListColumn<Delivery>[] {
  const { t, named, local, lang } = useText();
  const time = (key: "created_at" | "accepted_at" | "next_at") => ({
    text: (row: Delivery) => beijing(row[key], lang),
    cell: (row: Delivery) => (row[key] ? <When time={row[key]} /> : null),
  });
  return [
    {
      key: "what", title: t("outbox.what"), width: 250, fixed: true, text: (row) => `${named("outbox.what", row.what)} ${named("outbox.channel", row.channel)} ${row.recipient}`, cell: (row) => (
        <span className="two-lines" data-delivery={row.id} data-state={row.state}>
          <Link to={`/notices/${row.notice}`}>
            {named("outbox.what", row.what)} · {named("outbox.channel", row.channel)}
          </Link>
          <span className="muted">{visible(row.recipient)}</span>
        </span>
      ),
    },
    { key: "state", title: t("outbox.state"), width: 118, phone: true, text: (row) => named("state.delivery", row.state), cell: (row) => <State of="delivery" state={row.state} /> },
    { key: "attempts", title: t("outbox.attempts"), width: 72, align: "right", text: (row) => String(row.attempts), cell: (row) => <span className="num">{row.attempts}</span> },
    {
      key: "answer", title: t("outbox.answer"), text: (row) => local(row.answer?.text),
      cell: (row) => (row.answer ? <span className="wrap">{visible(local(row.answer.text))}</span> : <span className="muted">{t("outbox.noAnswer")}</span>),
    },
    { key: "receipt", title: t("outbox.receiptIs"), width: 130, text: (row) => row.receipt ?? "", cell: (row) => <span className="wrap">{visible(row.receipt ?? "")}</span> },
    { key: "created", title: t("outbox.created"), width: 142, ...time("created_at") },
    { key: "next", title: t("outbox.next"), width: 142, ...time("next_at") },
    { key: "accepted", title: t("outbox.accepted"), width: 142, extra: true, ...time("accepted_at") },
    { key: "digest", title: t("notices.digest"), width: 150, extra: true, text: (row) => row.body_sha256, cell: (row) => <Digest value={row.body_sha256} /> },
    { key: "acts", title: t("outbox.acts"), width: 190, phone: true, cell: (row) => <span className="row-acts">{buttons(row)}</span> },
  ];
}

function Deliveries() {
  const { t, named } = useText();
  const { get, set } = useFilters();
  const only = get("delivery");
  const one = useGet<Delivery>(only ? `/deliveries/${only}` : null);
  const pages = usePages<Delivery>(only ? null : `/deliveries${query({ state: get("state"), limit: 50 })}`);
  const rows = only ? (one.data ? [one.data] : []) : pages.items;
  const error = only ? one.error : pages.error;
  const reload = only ? one.reload : pages.reload;
  const loaded = only ? one.data : pages.data;
  const acts = useDeliveryActs(reload);
  const list = useList("deliveries", useColumnsOfDeliveries(acts.buttons));
  return (
    <>
      <div className="filters">
        {only ? (
          <Button onClick={() => set("delivery", undefined)}>{t("outbox.all")}</Button>
        ) : (
          <Select
            allowClear
            value={get("state") || undefined}
            placeholder={t("outbox.anyState")}
            aria-label={t("outbox.state")}
            className="filter-platform"
            onChange={(value?: string) => set("state", value)}
            options={kStates.map((value) => ({ value, label: named("state.delivery", value) }))}
          />
        )}
        {only ? <span className="muted">{t("outbox.onlyOne")}</span> : null}
        <ListTools list={list} rows={rows} />
      </div>
      {error ? <Failure error={error} onRetry={reload} /> : null}
      {!loaded && !error ? <Shape rows={6} /> : null}
      {loaded && rows.length === 0 ? (
        <Empty title={t("outbox.empty")} hint={t("outbox.emptyHint")}>
          <Link to="/takedown">{t("counter.toTakedown")}</Link>
        </Empty>
      ) : null}
      {rows.length > 0 ? (
        <div data-testid="deliveries">
          <ListTable list={list} rows={rows} />
        </div>
      ) : null}
      {only ? null : <ListFoot pages={pages} />}
      {acts.form}
    </>
  );
}

function Unmatched() {
  const { t } = useText();
  const pages = usePages<Message>(`/messages${query({ limit: 50 })}`);
  return (
    <>
      {pages.error ? <Failure error={pages.error} onRetry={pages.reload} /> : null}
      {!pages.data && pages.loading ? <Shape rows={6} /> : null}
      {pages.data && pages.items.length === 0 ? <Empty title={t("outbox.noUnmatched")} hint={t("outbox.noUnmatchedHint")} /> : null}
      {pages.items.length > 0 ? (
        <section className="panel" aria-label={t("outbox.messages")}>
          <MessageRows rows={pages.items} />
        </section>
      ) : null}
      <ListFoot pages={pages} />
    </>
  );
}

export default function Outbox() {
  const { t } = useText();
  const { pathname } = useLocation();
  return (
    <div className="page">
      <TakedownTabs />
      <Heading title={t("outbox.title")} hint={t("outbox.hint")} />
      <Tabs label="nav.outbox" pages={[["/outbox", "outbox.deliveries"], ["/outbox/connectors", "outbox.connectors"], ["/outbox/messages", "outbox.messages"]]} />
      {pathname === "/outbox/connectors" ? <Connectors /> : pathname === "/outbox/messages" ? <Unmatched /> : <Deliveries />}
    </div>
  );
}
