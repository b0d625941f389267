// Counter-notices: what waits for a decision on top, by the day by which it must be answered.
import { Select } from "antd";
import { Link } from "react-router-dom";
import { type CounterNotice, query } from "../api/client";
import { useVocabulary } from "../api/vocabulary";
import { useText } from "../i18n";
import { useFilters } from "../lib/filters";
import { beijing, visible } from "../lib/format";
import { usePages } from "../lib/pages";
import { Empty, Failure, Heading, Shape, State, When } from "../parts/bits";
import { Left } from "../parts/clock";
import { CounterRows, isWaiting, soonestFirst } from "../parts/counterrows";
import { ListFoot } from "../parts/listfoot";
import { type ListColumn, ListTable, ListTools, useList } from "../parts/listtable";
import { TakedownTabs } from "../parts/takedowntabs";

const kStates = ["received", "restoring", "withdrawn", "escalated", "restored"] as const;

function useColumnsOfCounters(): ListColumn<CounterNotice>[] {
  const { t, named, lang } = useText();
  const reasons = useVocabulary("counter_reasons");
  return [
    {
      key: "from", title: t("counter.from"), width: 200, fixed: true, text: (row) => row.from.name,
      cell: (row) => (
        <Link to={`/counter-notices/${row.id}`} className="wrap" data-counter={row.id}>
          {visible(row.from.name)}
        </Link>
      ),
    },
    { key: "reason", title: t("counter.reason"), width: 140, text: (row) => reasons.nameOf(row.reason), cell: (row) => reasons.nameOf(row.reason) },
    { key: "state", title: t("notices.state"), width: 122, phone: true, text: (row) => named("state.counter", row.state), cell: (row) => <State of="counter" state={row.state} /> },
    {
      key: "due", title: t("counter.answerBy"), width: 150, text: (row) => beijing(row.due, lang), cell: (row) =>
        row.due ? (
          <span className="two-lines">
            <When time={row.due} />
            <Left due={row.due} />
          </span>
        ) : row.late ? (
          <span className="muted">{t("counter.late")}</span>
        ) : null,
    },
    { key: "statement", title: t("counter.statement"), text: (row) => row.statement, cell: (row) => <div className="clip">{visible(row.statement)}</div> },
    { key: "platform", title: t("counter.platform"), width: 100, text: (row) => row.platform ?? "", cell: (row) => row.platform },
    { key: "received", title: t("counter.receivedAt"), width: 142, text: (row) => beijing(row.received_at, lang), cell: (row) => <When time={row.received_at} /> },
    { key: "number", title: t("counter.numberIs"), width: 140, extra: true, text: (row) => row.number ?? "", cell: (row) => visible(row.number ?? "") },
    { key: "filing", title: t("counter.filingNumber"), width: 160, extra: true, text: (row) => row.filing?.number ?? "", cell: (row) => visible(row.filing?.number ?? "") },
    {
      key: "notice", title: t("counter.notice"), width: 210, extra: true, text: (row) => (row.regime ? named("regime", row.regime) : ""),
      cell: (row) => <Link to={`/notices/${row.notice}`}>{row.regime ? named("regime", row.regime) : t("counter.notice")}</Link>,
    },
  ];
}

export default function CounterNotices() {
  const { t, named } = useText();
  const { get, set } = useFilters();
  const state = get("state");
  const pages = usePages<CounterNotice>(`/counter-notices${query({ state, limit: 50 })}`);
  // What waits is asked for by itself: it stands on top whatever page it would be on.
  const waits = usePages<CounterNotice>(state ? null : "/counter-notices?state=received&limit=100");
  const loaded = pages.data && (state || waits.data || waits.error);
  const waiting = state ? [] : soonestFirst(waits.items.filter(isWaiting));
  const rest = pages.items.filter((one) => !waiting.some((other) => other.id === one.id));
  const list = useList("counter-notices", useColumnsOfCounters());
  return (
    <div className="page">
      <TakedownTabs />
      <Heading title={t("counter.title")} hint={t("counter.hint")}>
        <Select
          allowClear
          value={state || undefined}
          placeholder={t("notices.anyState")}
          aria-label={t("notices.stateFilter")}
          className="filter-platform"
          onChange={(value?: string) => set("state", value)}
          options={kStates.map((value) => ({ value, label: named("state.counter", value) }))}
        />
        <ListTools list={list} rows={[...waiting, ...rest]} />
      </Heading>
      {pages.error ? <Failure error={pages.error} onRetry={pages.reload} /> : null}
      {!loaded && pages.loading ? <Shape rows={8} /> : null}
      {loaded && pages.items.length === 0 && waiting.length === 0 ? (
        <Empty title={t("counter.empty")} hint={t("counter.emptyHint")}>
          <Link to="/takedown">{t("counter.toTakedown")}</Link>
        </Empty>
      ) : null}
      {loaded && waiting.length > 0 ? (
        <section className="panel" aria-labelledby="counter-waiting" data-testid="counter-waiting">
          <header className="panel-head">
            <h2 id="counter-waiting">
              {t("counter.waitsForYou")} <span className="num">{waiting.length}</span>
            </h2>
          </header>
          <CounterRows rows={waiting} />
        </section>
      ) : null}
      {loaded && rest.length > 0 ? (
        <section aria-labelledby="counter-rest">
          <h2 className="second" id="counter-rest">
            {t(state ? "counter.title" : "counter.others")}
          </h2>
          <ListTable list={list} rows={rest} />
        </section>
      ) : null}
      <ListFoot pages={pages} />
    </div>
  );
}
