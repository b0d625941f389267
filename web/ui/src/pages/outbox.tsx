// The outbox: what goes out, the platforms' interfaces, and mail that belongs to no notice.
import { Button, Select } from "antd";
import { Link, useLocation } from "react-router-dom";
import { type Delivery, query } from "../api/client";
import { useGet } from "../api/use";
import { useText } from "../i18n";
import { useFilters } from "../lib/filters";
import { usePages } from "../lib/pages";
import { Empty, Failure, Heading, Shape } from "../parts/bits";
import { Connectors } from "../parts/connectors";
import { DeliveryRows } from "../parts/deliveryrows";
import { ListFoot } from "../parts/listfoot";
import { type Message, MessageRows } from "../parts/messagerows";
import { Tabs } from "../parts/tabs";
import { TakedownTabs } from "../parts/takedowntabs";

const kStates = ["waiting", "trying", "accepted", "refused", "unknown", "bounced", "cancelled"] as const;

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
      </div>
      {error ? <Failure error={error} onRetry={reload} /> : null}
      {!loaded && !error ? <Shape rows={6} /> : null}
      {loaded && rows.length === 0 ? (
        <Empty title={t("outbox.empty")} hint={t("outbox.emptyHint")}>
          <Link to="/takedown">{t("counter.toTakedown")}</Link>
        </Empty>
      ) : null}
      {rows.length > 0 ? (
        <section className="panel" aria-label={t("outbox.deliveries")}>
          <DeliveryRows rows={rows} withNotice onDone={reload} />
        </section>
      ) : null}
      {only ? null : <ListFoot pages={pages} />}
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
