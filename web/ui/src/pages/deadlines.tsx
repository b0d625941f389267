// Terms by when they end, the soonest first.
import { Button, Select } from "antd";
import { Link } from "react-router-dom";
import { type Deadline, query } from "../api/client";
import { useText } from "../i18n";
import { useFilters } from "../lib/filters";
import { beijing, visible } from "../lib/format";
import { usePages } from "../lib/pages";
import { timeLeft } from "../lib/timeleft";
import { AboutCell, aboutText } from "../parts/about";
import { Empty, Failure, Heading, Shape, State, When } from "../parts/bits";
import { Due, LawOf, Marks, Standing } from "../parts/clock";
import { DeadlineTabs } from "../parts/deadlinetabs";
import { ListFoot } from "../parts/listfoot";
import { type ListColumn, ListTable, ListTools, useList } from "../parts/listtable";

const kStates = ["running", "over", "met", "stopped", "any"] as const;

function useColumnsOfTerms(): ListColumn<Deadline>[] {
  const text = useText();
  const { t, named, local, lang } = text;
  const left = (row: Deadline) => {
    if (row.state === "suspended") return t("deadlines.suspended", { n: row.days_left ?? 0 });
    const still = row.state === "running" ? timeLeft(row.due, Date.now()) : null;
    return still ? t(`deadlines.${still.over ? "over" : "left"}.${still.unit}`, { n: still.n }) : named("state.term", row.state);
  };
  const law = (row: Deadline) => `${local(row.statute)} ${local(row.article)}`.trim() || t("deadlines.own");
  const marks = (row: Deadline) => [row.holidays_unknown ? t("deadlines.holidaysUnknown") : "", row.verified === false ? t("deadlines.unverified") : ""].filter(Boolean).join(" ");
  return [
    { key: "left", title: t("deadlines.left"), width: 118, fixed: true, text: left, cell: (row) => <Standing term={row} /> },
    {
      key: "what", title: t("deadlines.what"), fixed: true, text: (row) => `${local(row.name)} ${law(row)}`, cell: (row) => (
        <span className="two-lines">
          <strong>{local(row.name)}</strong>
          <LawOf term={row} />
        </span>
      ),
    },
    { key: "subject", title: t("deadlines.subject"), width: 230, phone: true, text: (row) => aboutText(text, row), cell: (row) => <AboutCell row={row} /> },
    { key: "due", title: t("deadlines.due"), width: 166, text: (row) => (row.last_day ? t("deadlines.untilDay", { day: row.last_day }) : beijing(row.due, lang)), cell: (row) => <Due term={row} /> },
    { key: "marks", title: t("deadlines.marks"), width: 172, text: marks, cell: (row) => <span className="tags"><Marks term={row} /></span> },
    { key: "started", title: t("deadlines.started"), width: 140, text: (row) => beijing(row.started_at, lang), cell: (row) => <When time={row.started_at} /> },
    {
      key: "case", title: t("deadlines.case"), width: 180, extra: true, text: (row) => row.about?.case_title ?? "",
      cell: (row) => (row.case ? <Link to={`/cases/${row.case}`}>{visible(row.about?.case_title ?? "") || t("subject.case")}</Link> : null),
    },
    { key: "state", title: t("deadlines.state"), width: 100, extra: true, text: (row) => named("state.term", row.state), cell: (row) => <State of="term" state={row.state} /> },
  ];
}

export default function Deadlines() {
  const { t, named } = useText();
  const { get, set } = useFilters();
  const state = kStates.find((one) => one === get("state")) ?? "running";
  const pages = usePages<Deadline>(`/deadlines${query({ state, case: get("case"), limit: 50 })}`);
  const list = useList("deadlines", useColumnsOfTerms());
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
        <ListTools list={list} rows={pages.items} />
      </Heading>
      {get("case") ? <p className="alert">{t("deadlines.ofCase")}</p> : null}
      {pages.error ? <Failure error={pages.error} onRetry={pages.reload} /> : null}
      {!pages.data && pages.loading ? <Shape rows={8} /> : null}
      {pages.data && pages.items.length === 0 && plain ? (
        <Empty title={t("deadlines.empty")} hint={t("deadlines.emptyHint")}>
          <Link to="/takedown">{t("deadlines.toTakedown")}</Link>
        </Empty>
      ) : null}
      {pages.data && pages.items.length === 0 && !plain ? (
        <Empty title={t("deadlines.none")}>
          <Link to="/deadlines">{t("deadlines.toRunning")}</Link>
        </Empty>
      ) : null}
      {pages.items.length > 0 ? (
        <ListTable list={list} rows={pages.items} rowClassName={(row) => `deadline-row deadline-${row.state}`} />
      ) : null}
      <ListFoot pages={pages} />
    </div>
  );
}
