// The log: who did what to what, when; filters in the address.
import { Button, Input, Select, Table } from "antd";
import { Link, Navigate } from "react-router-dom";
import { type EventRow, query } from "../api/client";
import { useText } from "../i18n";
import { useFilters } from "../lib/filters";
import { usePages } from "../lib/pages";
import { subjectPath } from "../lib/subjects";
import { Empty, Failure, Heading, Shape, When } from "../parts/bits";
import { ListFoot } from "../parts/listfoot";
import { LogTabs } from "../parts/logtabs";

export const kSubjects = [
  "flag", "case", "notice", "watch", "source", "right", "rule_pack", "rule_set", "goods_table", "measure", "counter_notice", "identification", "clue", "package", "import", "account", "delivery", "task", "segment", "store",
] as const;
const isDay = (text: string) => /^\d{4}-\d{2}-\d{2}$/.test(text);
// A day of Beijing, its end included.
const from = (day: string) => (isDay(day) ? `${day}T00:00:00+08:00` : "");
const to = (day: string) => (isDay(day) ? new Date(Date.parse(`${day}T00:00:00+08:00`) + 86_400_000).toISOString().replace(".000", "") : "");

export default function Events() {
  const { t, lang, named } = useText();
  const { get, set, clear, any } = useFilters();
  const pages = usePages<EventRow>(
    `/events${query({ kind: get("kind"), actor: get("actor"), subject_kind: get("subject_kind"), subject: get("subject"), from: from(get("from")), to: to(get("to")), limit: 50 })}`,
  );
  const { items, error, loading, data, reload } = pages;
  // Links of earlier pages named the event in the query.
  const wanted = get("event");
  if (/^\d+$/.test(wanted)) return <Navigate to={`/events/${wanted}`} replace />;
  const text = (name: string, label: string, width: string) => (
    <Input
      key={`${name}=${get(name)}`}
      id={`audit-${name}`}
      className={width}
      defaultValue={get(name)}
      placeholder={label}
      aria-label={label}
      allowClear
      maxLength={100}
      onBlur={(event) => set(name, event.target.value.trim())}
      onPressEnter={(event) => set(name, event.currentTarget.value.trim())}
      onClear={() => set(name, undefined)}
    />
  );
  return (
    <div className="page">
      <LogTabs />
      <Heading title={t("events.title")} hint={t("events.hint")} />
      <div className="filters" role="search" aria-label={t("events.title")}>
        {text("actor", t("audit.actor"), "filter-platform")}
        {text("kind", `${t("audit.kind")} ${t("audit.kindHint")}`, "filter-text")}
        <Select
          allowClear
          className="filter-platform"
          value={get("subject_kind") || undefined}
          placeholder={t("audit.object")}
          aria-label={t("audit.object")}
          onChange={(value?: string) => set("subject_kind", value)}
          options={kSubjects.map((kind) => ({ value: kind, label: named("audit.subject", kind) }))}
        />
        {text("subject", t("audit.objectId"), "filter-right")}
        <label>
          {t("audit.from")} <Input type="date" id="audit-from" className="filter-day" value={get("from")} onChange={(event) => set("from", event.target.value)} />
        </label>
        <label>
          {t("audit.to")} <Input type="date" id="audit-to" className="filter-day" value={get("to")} onChange={(event) => set("to", event.target.value)} />
        </label>
        {any ? (
          <Button onClick={clear} data-testid="audit-clear">
            {t("audit.clear")}
          </Button>
        ) : null}
      </div>
      {error ? <Failure error={error} onRetry={reload} /> : null}
      {!data && loading ? <Shape /> : null}
      {data && items.length === 0 ? (
        any ? (
          <Empty title={t("audit.none")} hint={t("audit.noneHint")}>
            <Button onClick={clear}>{t("audit.clear")}</Button>
          </Empty>
        ) : (
          <Empty title={t("events.empty")} />
        )
      ) : null}
      {items.length > 0 ? (
        <Table<EventRow>
          size="small"
          rowKey="id"
          sticky={{ offsetHeader: 44 }}
          pagination={false}
          dataSource={items}
          scroll={{ x: 940 }}
          columns={[
            { key: "no", title: t("events.no"), width: 84, align: "right", render: (_, row) => (row.no != null ? <span className="num">{row.no.toLocaleString(lang)}</span> : <span className="muted">{t("events.pending")}</span>) },
            { key: "at", title: t("events.at"), width: 148, render: (_, row) => <When time={row.at} /> },
            { key: "actor", title: t("events.actor"), width: 130, ellipsis: true, render: (_, row) => row.actor },
            { key: "kind", title: t("events.kind"), width: 190, render: (_, row) => <span className="mono">{row.kind}</span> },
            {
              key: "subject",
              title: t("events.subject"),
              width: 120,
              render: (_, row) => {
                const kind = named("audit.subject", row.subject_kind ?? "", row.subject_kind ?? "");
                const path = row.subject ? subjectPath({ kind: row.subject_kind ?? "", id: row.subject }) : null;
                return path ? <Link to={path}>{kind}</Link> : kind;
              },
            },
            { key: "detail", title: t("events.detail"), ellipsis: true, render: (_, row) => <span className="mono muted">{row.detail && Object.keys(row.detail).length ? JSON.stringify(row.detail) : ""}</span> },
            {
              key: "prove",
              title: <span className="unseen">{t("events.prove")}</span>,
              width: 84,
              render: (_, row) => (row.no == null ? <span className="muted">{t("events.pending")}</span> : <Link to={`/events/${row.id}`} className="prove">{t("events.prove")}</Link>),
            },
          ]}
        />
      ) : null}
      <ListFoot pages={pages} />
    </div>
  );
}
