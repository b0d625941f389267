// The takedown queues: one per platform, with the platform's limit, and the notices that lie in it; counter-notices stand on top.
import { Select } from "antd";
import { Link } from "react-router-dom";
import { type CounterNotice, query, type Notice, type QueuePage } from "../api/client";
import { useGet } from "../api/use";
import { useText } from "../i18n";
import { useFilters } from "../lib/filters";
import { beijing } from "../lib/format";
import { usePages } from "../lib/pages";
import { Digest, Empty, Failure, Heading, Shape, State, When } from "../parts/bits";
import { CounterRows, soonestFirst } from "../parts/counterrows";
import { ListFoot } from "../parts/listfoot";
import { type ListColumn, ListTable, ListTools, useList } from "../parts/listtable";
import { TakedownTabs } from "../parts/takedowntabs";

const kStates = ["draft", "queued", "approved", "sent", "withdrawn", "closed"] as const;
const kCounters = 3;

function useColumnsOfNotices(): ListColumn<Notice>[] {
  const { t, named, lang } = useText();
  const about = (row: Notice) => row.right || t("notices.case");
  return [
    { key: "regime", title: t("notices.title"), fixed: true, text: (row) => named("regime", row.regime), cell: (row) => <Link to={`/notices/${row.id}`}>{named("regime", row.regime)}</Link> },
    { key: "case", title: t("notices.case"), width: 200, phone: true, text: about, cell: (row) => <Link to={`/cases/${row.case}`}>{about(row)}</Link> },
    { key: "platform", title: t("notices.platform"), width: 110, text: (row) => row.platform, cell: (row) => row.platform },
    { key: "language", title: t("notices.language"), width: 80, text: (row) => named("notices", row.language), cell: (row) => named("notices", row.language) },
    { key: "items", title: t("notices.listings"), width: 80, align: "right", text: (row) => String(row.items), cell: (row) => <span className="num">{row.items}</span> },
    { key: "state", title: t("notices.state"), width: 100, phone: true, text: (row) => named("state", row.state), cell: (row) => <State state={row.state} /> },
    { key: "created", title: t("notices.created"), width: 148, text: (row) => beijing(row.created_at, lang), cell: (row) => <When time={row.created_at} /> },
    { key: "digest", title: t("notices.digest"), width: 150, extra: true, text: (row) => row.payload_digest ?? "", cell: (row) => (row.payload_digest ? <Digest value={row.payload_digest} /> : null) },
  ];
}

export default function Takedown() {
  const { t, named } = useText();
  const { get, set } = useFilters();
  const platform = get("platform");
  const state = get("state");
  const queues = useGet<QueuePage>("/queues");
  const notices = usePages<Notice>(`/notices${query({ platform, state, limit: 50 })}`);
  const counters = usePages<CounterNotice>("/counter-notices?state=received&limit=50");
  const rows = queues.data?.items ?? [];
  const list = useList("notices", useColumnsOfNotices());
  return (
    <div className="page">
      <TakedownTabs />
      <Heading title={t("notices.queues")} hint={t("notices.queuesHint")}>
        <Select
          allowClear
          value={state || undefined}
          placeholder={t("notices.anyState")}
          aria-label={t("notices.stateFilter")}
          className="filter-platform"
          onChange={(value?: string) => set("state", value)}
          options={kStates.map((value) => ({ value, label: named("state", value) }))}
        />
        <ListTools list={list} rows={notices.items} />
      </Heading>
      {counters.items.length > 0 ? (
        <section className="panel counters-first" aria-label={t("counter.waitsForYou")} data-testid="counters-first">
          <header className="panel-head">
            <h2>{t("notices.counterFirst", { n: counters.next ? `${counters.items.length}+` : counters.items.length })}</h2>
            <Link to="/counter-notices">{t("notices.counterSee")}</Link>
          </header>
          <CounterRows rows={soonestFirst(counters.items).slice(0, kCounters)} />
        </section>
      ) : null}
      {queues.error ? <Failure error={queues.error} onRetry={queues.reload} /> : null}
      {!queues.data && queues.loading ? <Shape rows={6} /> : null}
      {queues.data && rows.length === 0 ? (
        <Empty title={t("notices.queuesEmpty")} hint={t("notices.queuesEmptyHint")}>
          <Link to="/cases">{t("notices.toCases")}</Link>
        </Empty>
      ) : null}
      {rows.length > 0 ? (
        <>
          <div className="queues">
            {rows.map((queue) => {
              const limit = queue.limit ?? 0;
              return (
                <button
                  key={queue.platform}
                  type="button"
                  className={platform === queue.platform ? "panel queue-card here" : "panel queue-card"}
                  aria-pressed={platform === queue.platform}
                  onClick={() => set("platform", platform === queue.platform ? undefined : queue.platform)}
                >
                  <span className="queue-name">
                    {queue.name || queue.platform} {queue.name && queue.name !== queue.platform ? <span className="muted">{queue.platform}</span> : null}
                  </span>
                  <span className="queue-counts">
                    <span>
                      <b className="num">{queue.states.queued ?? 0}</b> {t("notices.queued")}
                    </span>
                    {(["approved", "sent", "withdrawn", "closed"] as const).map((state) =>
                      queue.states[state] ? (
                        <span key={state}>
                          <b className="num">{queue.states[state]}</b> {named("state", state)}
                        </span>
                      ) : null,
                    )}
                    <span className={queue.states.draft ? "amber" : "muted"}>
                      <b className="num">{queue.states.draft ?? 0}</b> {t("notices.draft")}
                    </span>
                  </span>
                  <span className="muted num">{limit > 0 ? t("notices.batch", { limit }) : t("notices.noLimit")}</span>
                </button>
              );
            })}
          </div>
          {notices.error ? <Failure error={notices.error} onRetry={notices.reload} /> : null}
          <ListTable list={list} rows={notices.items} loading={!notices.data && notices.loading} none={t("notices.empty")} />
          <ListFoot pages={notices} />
        </>
      ) : null}
    </div>
  );
}
