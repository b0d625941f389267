// Terms by when they end, the soonest first.
import { Button, Select, Table } from "antd";
import { Link } from "react-router-dom";
import { type Deadline, query } from "../api/client";
import { useText } from "../i18n";
import { useFilters } from "../lib/filters";
import { usePages } from "../lib/pages";
import { Empty, Failure, Heading, Shape, State, When } from "../parts/bits";
import { Due, LawOf, Marks, Standing, SubjectLink } from "../parts/clock";
import { DeadlineTabs } from "../parts/deadlinetabs";
import { ListFoot } from "../parts/listfoot";

const kStates = ["running", "over", "met", "stopped", "any"] as const;

export default function Deadlines() {
  const { t, named, local } = useText();
  const { get, set } = useFilters();
  const state = kStates.find((one) => one === get("state")) ?? "running";
  const pages = usePages<Deadline>(`/deadlines${query({ state, case: get("case"), limit: 50 })}`);
  const plain = state === "running" && !get("case");
  return (
    <div className="page">
      <DeadlineTabs />
      <Heading title={t("deadlines.title")} hint={t("deadlines.hint")}>
        {get("case") ? <Button onClick={() => set("case", undefined)}>{t("deadlines.allCases")}</Button> : null}
        <Select
          value={state}
          aria-label={t("deadlines.state")}
          className="filter-platform"
          onChange={(value) => set("state", value === "running" ? undefined : value)}
          options={kStates.map((value) => ({ value, label: value === "any" ? t("deadlines.any") : named("state.term", value) }))}
        />
      </Heading>
      {get("case") ? <p className="alert">{t("deadlines.ofCase")}</p> : null}
      {pages.error ? <Failure error={pages.error} onRetry={pages.reload} /> : null}
      {!pages.data && pages.loading ? <Shape rows={8} /> : null}
      {pages.data && pages.items.length === 0 && plain ? (
        <Empty title={t("deadlines.empty")} hint={t("deadlines.emptyHint")}>
          <Link to="/takedown">{t("deadlines.toTakedown")}</Link>
        </Empty>
      ) : null}
      {pages.data && pages.items.length === 0 && !plain ? <Empty title={t("deadlines.none")} /> : null}
      {pages.items.length > 0 ? (
        <Table<Deadline>
          size="small"
          rowKey="id"
          sticky={{ offsetHeader: 44 }}
          pagination={false}
          dataSource={pages.items}
          scroll={{ x: 860 }}
          rowClassName={(row) => `deadline-row deadline-${row.state}`}
          columns={[
            { key: "left", title: t("deadlines.left"), width: 132, render: (_, row) => <Standing term={row} /> },
            {
              key: "what", title: t("deadlines.what"), render: (_, row) => (
                <span className="two-lines">
                  <strong>{local(row.name)}</strong>
                  <LawOf term={row} />
                </span>
              ),
            },
            { key: "due", title: t("deadlines.due"), width: 172, render: (_, row) => <Due term={row} /> },
            { key: "marks", title: "", width: 110, render: (_, row) => <span className="tags"><Marks term={row} /></span> },
            { key: "subject", title: t("deadlines.subject"), width: 120, render: (_, row) => <SubjectLink term={row} /> },
            { key: "started", title: t("deadlines.started"), width: 140, render: (_, row) => <When time={row.started_at} /> },
            ...(state === "any" ? [{ key: "state", title: t("deadlines.state"), width: 100, render: (_: unknown, row: Deadline) => <State of="term" state={row.state} /> }] : []),
          ]}
        />
      ) : null}
      <ListFoot pages={pages} />
    </div>
  );
}
