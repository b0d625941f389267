// Counter-notices: what waits for a decision on top, by the day by which it must be answered.
import { Select } from "antd";
import { Link } from "react-router-dom";
import { type CounterNotice, query } from "../api/client";
import { useText } from "../i18n";
import { useFilters } from "../lib/filters";
import { usePages } from "../lib/pages";
import { Empty, Failure, Heading, Shape } from "../parts/bits";
import { CounterRows, isWaiting, soonestFirst } from "../parts/counterrows";
import { ListFoot } from "../parts/listfoot";
import { TakedownTabs } from "../parts/takedowntabs";

const kStates = ["received", "restoring", "withdrawn", "escalated", "restored"] as const;

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
        <section className="panel" aria-labelledby="counter-rest">
          <header className="panel-head">
            <h2 id="counter-rest">{t(state ? "counter.title" : "counter.others")}</h2>
          </header>
          <CounterRows rows={rest} />
        </section>
      ) : null}
      <ListFoot pages={pages} />
    </div>
  );
}
