// What a watch is searched for: how each query is made, what it brought, and switches.
import { App, Button, Input, InputNumber, Table } from "antd";
import { memo, useCallback, useRef, useState } from "react";
import { Link } from "react-router-dom";
import { call, type WatchQuery, type WatchQueryPage } from "../api/client";
import { forget } from "../api/use";
import { useText } from "../i18n";
import { usePages } from "../lib/pages";
import { useSend } from "../lib/send";
import { Empty, Failure, Shape, When } from "./bits";
import { Hint } from "./hint";

const kTones: Record<WatchQuery["state"], string> = {
  own: "state", added: "state", on: "state state-green", resting: "state state-amber", off: "state state-quiet",
};
const kRows = 100;

// Sends it, tells `done` and asks for the list anew; true when it was taken.
type Act = (body: { act: string; text?: string; queries?: number }, done: string) => Promise<boolean>;

// That an act of one button is under way.
function useBusy(act: Act): { busy: boolean; run: Act } {
  const [busy, setBusy] = useState(false);
  const run: Act = async (body, done) => {
    setBusy(true);
    const taken = await act(body, done);
    setBusy(false);
    return taken;
  };
  return { busy, run };
}

export function WatchQueries({ watch, open }: { watch: string; open: boolean }) {
  const { t, lang } = useText();
  const { message } = App.useApp();
  const { failure, send } = useSend();
  const list = usePages<WatchQuery>(`/watches/${watch}/queries?limit=${kRows}`);
  const { error, reload, next, loadMore } = list;
  // What is shown stays while it is asked for anew.
  const last = useRef<{ page: WatchQueryPage; items: WatchQuery[] } | undefined>(undefined);
  if (list.data) last.current = { page: list.data as WatchQueryPage, items: list.items };
  const data = last.current?.page;
  const rows = last.current?.items ?? [];
  const act = useCallback<Act>(
    async (body, done) => {
      let taken = false;
      await send(async () => {
        await call<WatchQueryPage>(`/watches/${watch}/queries`, { method: "POST", body });
        taken = true;
        forget(`/watches/${watch}`);
        void message.success(done);
        reload();
      });
      return taken;
    },
    [watch, send, message, reload],
  );
  if (error && !data) return <Failure error={error} onRetry={reload} />;
  if (!data) return <Shape rows={6} />;
  return (
    <section aria-labelledby="queries" data-testid="queries">
      <h2 className="second" id="queries">
        {t("query.title")}
      </h2>
      <p className="muted">{data.limit > 0 ? t("query.hint", { n: data.limit, pages: data.pages, explore: data.explore_percent }) : t("query.hintOff")}</p>
      {failure ? (
        <p className="alert alert-red wrap" role="alert">
          {failure}
        </p>
      ) : null}
      {open ? <QueryTools page={data} act={act} /> : null}
      {rows.length === 0 ? <Empty title={t("query.empty")} hint={t("query.emptyHint")} /> : <QueryTable rows={rows} open={open} act={act} />}
      <p className="pad muted">
        {t("query.count", { n: data.count.toLocaleString(lang) })}{" "}
        {next ? (
          <Button size="small" loading={list.busy} onClick={() => void loadMore()} data-testid="query-more">
            {t("query.more")}
          </Button>
        ) : null}
      </p>
    </section>
  );
}

// One more query, and how many a round makes itself.
function QueryTools({ page, act }: { page: WatchQueryPage; act: Act }) {
  const { t } = useText();
  const { busy, run } = useBusy(act);
  const [text, setText] = useState("");
  const [limit, setLimit] = useState<number | null>(null);
  const add = async () => {
    if (text.trim() && (await run({ act: "add", text: text.trim() }, t("query.added")))) setText("");
  };
  const save = async () => {
    const queries = limit ?? page.limit;
    if (await run({ act: "limit", queries }, t("query.limitSaved", { n: queries }))) setLimit(null);
  };
  return (
    <div className="query-tools">
      <label className="query-tool">
        <span className="muted">{t("query.add")}</span>
        <Input id="query-text" value={text} maxLength={200} onChange={(event) => setText(event.target.value)} onPressEnter={() => void add()} />
      </label>
      <Button disabled={!text.trim()} loading={busy} onClick={() => void add()} data-testid="query-add">
        {t("query.addButton")}
      </Button>
      <label className="query-tool query-limit">
        <span className="muted">
          {t("query.limit")}（{t("query.limitTable", { n: page.limit_of_table })}）
        </span>
        <InputNumber id="query-limit" min={0} max={200} value={limit ?? page.limit} onChange={(value) => setLimit(value)} />
      </label>
      <Button disabled={limit === null || limit === page.limit} loading={busy} onClick={() => void save()} data-testid="query-limit-save">
        {t("query.limitSave")}
      </Button>
    </div>
  );
}

// A hundred rows take a while to draw: they are drawn again with other rows only, not with each letter that is typed above
// or with each button that is busy.
const QueryTable = memo(function QueryTable({ rows, open, act }: { rows: WatchQuery[]; open: boolean; act: Act }) {
  const { t, lang, named } = useText();
  const number = (n: number) => n.toLocaleString(lang);
  const rate = (n: number | null) => (n == null ? "–" : n.toLocaleString(lang, { minimumFractionDigits: 2, maximumFractionDigits: 2 }));
  const formOf = (row: WatchQuery) => (row.form ? `${named("query.form", row.form)}${row.language ? ` · ${named("query.language", row.language)}` : ""}` : t("query.typed"));
  const details = (row: WatchQuery) =>
    row.sources
      .map((one) => `${t("query.searched", { source: one.source, pages: number(one.pages), listings: number(one.listings), suspected: number(one.suspected) })}${one.chosen ? ` · ${t(`query.chosen.${one.chosen.why}`)}` : ""}`)
      .join("\n");
  return (
    <Table<WatchQuery>
      size="small"
      rowKey="query"
      pagination={false}
      dataSource={rows}
      scroll={{ x: 1060 }}
      columns={[
        {
          key: "query",
          title: t("query.text"),
          width: 190,
          render: (_, row) => (row.sources.length > 0 ? <Hint title={<span className="query-details">{details(row)}</span>}><bdi className="wrap">{row.query}</bdi></Hint> : <bdi className="wrap">{row.query}</bdi>),
        },
        { key: "form", title: t("query.form"), width: 150, render: (_, row) => formOf(row) },
        {
          key: "of",
          title: t("query.of"),
          width: 160,
          render: (_, row) => (row.right ? (<span className="wrap"><bdi>{row.of}</bdi> · <Link to={`/rights/${row.right.id}`}>{row.right.title || row.right.right_id}</Link></span>) : "–"),
        },
        { key: "pages", title: t("query.pages"), width: 70, align: "right", render: (_, row) => <span className="num">{number(row.pages)}</span> },
        { key: "listings", title: t("query.listings"), width: 74, align: "right", render: (_, row) => <span className="num">{number(row.listings)}</span> },
        { key: "new", title: <Hint title={t("query.newHint")}><span>{t("query.new")}</span></Hint>, width: 66, align: "right", render: (_, row) => <span className="num">{number(row.new)}</span> },
        { key: "suspected", title: t("query.suspected"), width: 84, align: "right", render: (_, row) => <span className="num">{number(row.suspected)}</span> },
        { key: "upheld", title: t("query.upheld"), width: 66, align: "right", render: (_, row) => <span className="num">{number(row.upheld)}</span> },
        {
          key: "yield",
          title: <Hint title={t("query.yieldHint")}><span>{t("query.yield")}</span></Hint>,
          width: 110,
          align: "right",
          render: (_, row) => (row.expected == null ? <span className="num">{rate(row.yield)}</span> : <Hint title={t("query.expectedHint", { n: rate(row.expected) })}><span className="num">{rate(row.yield)}</span></Hint>),
        },
        {
          key: "state",
          title: t("query.state"),
          width: 150,
          render: (_, row) => (
            <>
              <span className={kTones[row.state]}>{t(`query.state.${row.state}`)}</span>
              {row.rests_until ? (
                <span className="muted">
                  {" "}
                  {t("query.until")} <When time={row.rests_until} />
                </span>
              ) : null}
            </>
          ),
        },
        ...(open ? [{ key: "acts", title: <span className="unseen">{t("query.acts")}</span>, width: 150, render: (_: unknown, row: WatchQuery) => <QueryActs row={row} act={act} /> }] : []),
      ]}
      onRow={(row) => ({ "data-query": row.query, "data-state": row.state }) as React.HTMLAttributes<HTMLElement>}
    />
  );
});

function QueryActs({ row, act }: { row: WatchQuery; act: Act }) {
  const { t } = useText();
  const { busy, run } = useBusy(act);
  const of = { query: row.query };
  if (row.state === "off" || row.state === "resting") {
    return (
      <Button size="small" loading={busy} onClick={() => void run({ act: "resume", text: row.query }, t("query.resumed", of))} data-testid="query-resume" aria-label={`${t("query.resume")} ${row.query}`}>
        {t("query.resume")}
      </Button>
    );
  }
  return (
    <span className="query-acts">
      <Button size="small" loading={busy} onClick={() => void run({ act: "drop", text: row.query }, t("query.dropped", of))} data-testid="query-drop" aria-label={`${t("query.drop")} ${row.query}`}>
        {t("query.drop")}
      </Button>
      {row.state === "on" ? (
        <Button size="small" loading={busy} onClick={() => void run({ act: "rest", text: row.query }, t("query.rested", of))} data-testid="query-rest" aria-label={`${t("query.rest")} ${row.query}`}>
          {t("query.rest")}
        </Button>
      ) : null}
    </span>
  );
}
