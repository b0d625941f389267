// Verification: every listing under notice, by state and platform.
import { Button, Select, Table } from "antd";
import { Link } from "react-router-dom";
import { type Measure, query, type QueuePage } from "../api/client";
import { useGet } from "../api/use";
import { useText } from "../i18n";
import { useFilters } from "../lib/filters";
import { shorten, visible } from "../lib/format";
import { usePages } from "../lib/pages";
import { Empty, Failure, Heading, Shape, State, When } from "../parts/bits";
import { ListFoot } from "../parts/listfoot";
import { MeasureSays } from "../parts/measurerows";
import { TakedownTabs } from "../parts/takedowntabs";

const kStates = ["asked", "taken", "refused", "back", "ended", "dropped"] as const;

export default function Verify() {
  const { t, named } = useText();
  const { get, set, clear, any } = useFilters();
  const queues = useGet<QueuePage>("/queues");
  const pages = usePages<Measure>(`/measures${query({ state: get("state"), platform: get("platform"), case: get("case"), limit: 50 })}`);
  return (
    <div className="page">
      <TakedownTabs />
      <Heading title={t("measures.title")} hint={t("measures.hint")}>
        <Select
          allowClear
          value={get("platform") || undefined}
          placeholder={t("notices.all")}
          aria-label={t("measures.platform")}
          className="filter-platform"
          onChange={(value?: string) => set("platform", value)}
          options={(queues.data?.items ?? []).map((one) => ({ value: one.platform, label: one.name || one.platform }))}
        />
        <Select
          allowClear
          value={get("state") || undefined}
          placeholder={t("measures.anyState")}
          aria-label={t("measures.state")}
          className="filter-platform"
          onChange={(value?: string) => set("state", value)}
          options={kStates.map((value) => ({ value, label: named("state.measure", value) }))}
        />
      </Heading>
      {pages.error ? <Failure error={pages.error} onRetry={pages.reload} /> : null}
      {!pages.data && pages.loading ? <Shape rows={8} /> : null}
      {pages.data && pages.items.length === 0 ? (
        any ? (
          <Empty title={t("measures.noMatch")}>
            <Button onClick={clear}>{t("measures.clear")}</Button>
          </Empty>
        ) : (
          <Empty title={t("measures.empty")} hint={t("measures.emptyHint")}>
            <Link to="/takedown">{t("measures.toTakedown")}</Link>
          </Empty>
        )
      ) : null}
      {pages.items.length > 0 ? (
        <Table<Measure>
          size="small"
          rowKey="id"
          sticky={{ offsetHeader: 44 }}
          pagination={false}
          dataSource={pages.items}
          scroll={{ x: 860 }}
          columns={[
            {
              key: "url", title: t("measures.listing"), render: (_, row) => (
                <span className="two-lines">
                  <Link to={`/verify/${row.id}`} className="wrap">
                    {visible(shorten(row.url, 48))}
                  </Link>
                  <span className="muted"><MeasureSays row={row} /></span>
                </span>
              ),
            },
            { key: "platform", title: t("measures.platform"), width: 100, render: (_, row) => row.platform },
            { key: "state", title: t("measures.state"), width: 100, render: (_, row) => <State of="measure" state={row.state} /> },
            { key: "asked", title: t("measures.asked"), width: 142, render: (_, row) => <When time={row.asked_at} /> },
            { key: "looks", title: t("measures.looks"), width: 70, align: "right", render: (_, row) => <span className="num">{row.looks}</span> },
            { key: "next", title: t("measures.next"), width: 142, render: (_, row) => (row.next_look_at ? <When time={row.next_look_at} /> : <span className="muted">{t("measures.noNext")}</span>) },
            { key: "notice", title: t("measures.notice"), width: 90, render: (_, row) => <Link to={`/notices/${row.notice}`}>{t("measures.notice")}</Link> },
          ]}
        />
      ) : null}
      <ListFoot pages={pages} />
    </div>
  );
}
