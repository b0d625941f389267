// Verification: every listing under notice, by state and platform.
import { Button, Select } from "antd";
import { Link } from "react-router-dom";
import { type Measure, query, type QueuePage } from "../api/client";
import { useGet } from "../api/use";
import { useText } from "../i18n";
import { useFilters } from "../lib/filters";
import { beijing, shorten, visible } from "../lib/format";
import { usePages } from "../lib/pages";
import { Empty, Failure, Heading, Shape, State, When } from "../parts/bits";
import { ListFoot } from "../parts/listfoot";
import { type ListColumn, ListTable, ListTools, useList } from "../parts/listtable";
import { MeasureSays } from "../parts/measurerows";
import { TakedownTabs } from "../parts/takedowntabs";

const kStates = ["asked", "taken", "refused", "back", "ended", "dropped"] as const;

function useColumnsOfMeasures(): ListColumn<Measure>[] {
  const { t, named, local, lang } = useText();
  return [
    {
      key: "url", title: t("measures.listing"), fixed: true, text: (row) => row.url, cell: (row) => (
        <span className="two-lines">
          <Link to={`/verify/${row.id}`} className="wrap" title={row.url}>
            {visible(shorten(row.url, 48))}
          </Link>
          <span className="muted"><MeasureSays row={row} /></span>
        </span>
      ),
    },
    { key: "platform", title: t("measures.platform"), width: 100, text: (row) => row.platform, cell: (row) => row.platform },
    { key: "state", title: t("measures.state"), width: 100, phone: true, text: (row) => named("state.measure", row.state), cell: (row) => <State of="measure" state={row.state} /> },
    { key: "asked", title: t("measures.asked"), width: 142, text: (row) => beijing(row.asked_at, lang), cell: (row) => <When time={row.asked_at} /> },
    { key: "looks", title: t("measures.looks"), width: 70, align: "right", text: (row) => String(row.looks), cell: (row) => <span className="num">{row.looks}</span> },
    {
      key: "next", title: t("measures.next"), width: 142, text: (row) => beijing(row.next_look_at, lang),
      cell: (row) => (row.next_look_at ? <When time={row.next_look_at} /> : <span className="muted">{t("measures.noNext")}</span>),
    },
    { key: "taken", title: t("measures.takenAt"), width: 142, extra: true, text: (row) => beijing(row.taken_at, lang), cell: (row) => (row.taken_at ? <When time={row.taken_at} /> : null) },
    { key: "refusal", title: t("measures.refusal"), width: 180, extra: true, text: (row) => local(row.refusal_name), cell: (row) => local(row.refusal_name) },
    { key: "outcome", title: t("measures.outcome"), width: 180, extra: true, text: (row) => local(row.outcome_name), cell: (row) => local(row.outcome_name) },
    { key: "note", title: t("measures.note"), width: 200, extra: true, text: (row) => row.note ?? "", cell: (row) => <span className="wrap">{visible(row.note ?? "")}</span> },
    { key: "notice", title: t("measures.notice"), width: 90, cell: (row) => <Link to={`/notices/${row.notice}`}>{t("measures.open")}</Link> },
  ];
}

export default function Verify() {
  const { t, named } = useText();
  const { get, set, clear, any } = useFilters();
  const queues = useGet<QueuePage>("/queues");
  const pages = usePages<Measure>(`/measures${query({ state: get("state"), platform: get("platform"), case: get("case"), limit: 50 })}`);
  const list = useList("measures", useColumnsOfMeasures());
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
        <ListTools list={list} rows={pages.items} />
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
        <ListTable list={list} rows={pages.items} />
      ) : null}
      <ListFoot pages={pages} />
    </div>
  );
}
