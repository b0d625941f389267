// The queue: leads in the order of their priority, walked with the keyboard, counted live, shared with colleagues.
import { App, Button, Grid, Input, InputNumber, Popover, Select, Table, type TableColumnsType } from "antd";
import { type ReactNode, useContext, useDeferredValue, useEffect, useMemo, useRef, useState } from "react";
import { Link, useNavigate, useSearchParams } from "react-router-dom";
import { asApiError, call, type FlagGroupUndone, type FlagRow, type RightPage, type SourcePage, type WatchPage } from "../api/client";
import { forget, prefetch, useGet } from "../api/use";
import { useText } from "../i18n";
import type { Choosable } from "../lib/columns";
import { exportRows } from "../lib/export";
import { money } from "../lib/format";
import { useKeys } from "../lib/keys";
import { useLive } from "../lib/live";
import { usePages } from "../lib/pages";
import { type FilterName, flagsPath, groupOf, kFilters, kGroups, kSorts, kViews, rememberWalk, searchOf, sortOf, viewOf } from "../lib/view";
import { MeContext, useMay } from "../session";
import { Empty, Failure, Heading, Shape, State, useFailureText, Weight, When } from "../parts/bits";
import { ColumnChooser, useColumns } from "../parts/columnchooser";
import { GroupDecide } from "../parts/groupdecide";
import { KeyHelp } from "../parts/keyhelp";
import { LockWords } from "../parts/lockbadge";
import { MakeCase } from "../parts/makecase";
import { Thumb } from "../parts/picture";
import { PriorityPoints, PrioritySentence } from "../parts/priority";
import { Tags } from "../parts/reasons";
import { SavedFilters, useSavedFilters } from "../parts/savedfilters";

const kColumns = ["priority", "weight", "listing", "why", "right", "price", "seller", "platform", "state", "captured"] as const;
type Column = (typeof kColumns)[number];
const kChoosable: Choosable[] = kColumns.map((key) => ({ key, fixed: key === "listing", extra: key === "captured" }));
// Rows that are drawn at once: the others are a key or a button away, so that 600 stay as quick as 60.
const kDrawn = 100;
const kDrawnFirst = 16; // a window's height; those below it follow while the page can already be used
const kReasonCodes = [
  "disguised_name", "name", "nickname", "similar_sound", "similar_look", "counterfeit_slang", "low_price", "picture_copy", "mark_in_picture",
  "unlisted_seller", "name_in_shop_name", "off_platform", "gi_style",
];

// The first rows at once, all of them when there is time: a hundred take a second on a slow machine.
function Drawn({ rows, children }: { rows: FlagRow[]; children: (rows: FlagRow[]) => ReactNode }) {
  const whole = useDeferredValue(true, false);
  return children(whole ? rows : rows.slice(0, kDrawnFirst));
}

export default function Queue() {
  const text = useText();
  const { t, named } = text;
  const { message } = App.useApp();
  const say = useFailureText();
  const navigate = useNavigate();
  const may = useMay();
  const me = useContext(MeContext);
  const [search, setSearch] = useSearchParams();
  const view = viewOf(search);
  const group = groupOf(search);
  const path = useMemo(() => flagsPath(search), [search]);
  const { items, total, next, loading, error, reload, loadMore, busy, data } = usePages<FlagRow>(path);
  const live = useLive();
  const saved = useSavedFilters();
  const rights = useGet<RightPage>("/rights?limit=200");
  const watches = useGet<WatchPage>("/watches");
  const sources = useGet<SourcePage>("/sources");
  const [at, setAt] = useState(0);
  const [chosen, setChosen] = useState<string[]>([]);
  const [opened, setOpened] = useState<string[]>([]);
  const [making, setMaking] = useState(false);
  const [help, setHelp] = useState(false);
  const choice = useColumns("queue", kChoosable);
  const columns = kColumns.filter((column) => choice.shown.includes(column));
  const [typed, setTyped] = useState(search.get("q") ?? "");
  const [done, setDone] = useState<{ group: string; count: number } | null>(null);
  const [shownFresh, setShownFresh] = useState(0);
  const frame = useRef<HTMLDivElement>(null);
  // At phone width: the priority, the listing, and why.
  const wide = Grid.useBreakpoint().md ?? true;

  // The queue opens with one's own default filter, once.
  const bare = useRef(search.size === 0);
  useEffect(() => {
    if (!saved.data || !bare.current) return;
    bare.current = false;
    const standard = saved.data.items.find((one) => one.default && one.mine);
    if (standard) setSearch(searchOf(standard.filter), { replace: true });
  }, [saved.data, setSearch]);
  useEffect(() => {
    setAt(0);
    setChosen([]);
    setOpened([]);
    setTyped(new URLSearchParams(search).get("q") ?? "");
  }, [path, search]);
  useEffect(() => {
    const row = items[at];
    if (row) void prefetch(`/flags/${row.id}`);
    frame.current?.querySelector(`[data-row-key="${row?.id}"]`)?.scrollIntoView({ block: "nearest" });
  }, [at, items]);
  // So many are looked at for one page and no more: an empty page that has a next one goes on by itself.
  const turns = useRef(0);
  useEffect(() => {
    turns.current = 0;
  }, [path]);
  useEffect(() => {
    if (data && items.length === 0 && next && !busy && turns.current < 40) {
      ++turns.current;
      void loadMore();
    }
  }, [data, items.length, next, busy, loadMore]);

  const set = (name: string, value: string | null) => {
    bare.current = false;
    const changed = new URLSearchParams(search);
    if (value) changed.set(name, value);
    else changed.delete(name);
    setSearch(changed, { replace: true });
  };
  const toView = (name: (typeof kViews)[number]) => set("view", name === "new" ? null : name);
  const turnView = (by: number) => toView(kViews[(kViews.indexOf(view) + by + kViews.length) % kViews.length] as (typeof kViews)[number]);
  const turnGroup = () => set("group", group === null ? "picture" : group === "picture" ? "seller" : null);
  const open = (row: FlagRow | undefined) => {
    if (!row) return;
    const filters = search.toString();
    rememberWalk({ search: filters, rows: items, next, total });
    navigate(`/flags/${row.id}${filters ? `?${filters}` : ""}`);
  };
  const lockOf = (row: FlagRow) => {
    const lock = live.locks ? live.locks.get(row.id) : row.lock;
    return lock && lock.by_id !== me?.id ? lock : null;
  };
  const chosenRows = items.filter((row) => chosen.includes(row.id));
  // The row that the table measures its columns by repeats the heading's checkbox, which nobody is to reach.
  useEffect(() => {
    frame.current?.querySelector(".ant-table-measure-row")?.setAttribute("inert", "");
  });
  const startCase = () => {
    const rows = chosenRows.length ? chosenRows : items[at] ? [items[at]] : [];
    if (rows.length === 0 || !may("case.make")) return;
    if (new Set(rows.map((row) => row.right.id)).size > 1) {
      void message.warning(t("queue.mixedRights"));
      return;
    }
    setChosen(rows.map((row) => row.id));
    setMaking(true);
  };
  const refresh = () => {
    forget("/flags");
    reload();
  };
  const undo = async () => {
    if (!done) {
      void message.info(t("group.nothingToUndo"));
      return;
    }
    try {
      const undone = await call<FlagGroupUndone>(`/flag-groups/${done.group}/undo`, { method: "POST", body: {} });
      void message.success(undone.left.length ? t("group.undoneSome", { n: undone.undone, left: undone.left.length }) : t("group.undone", { n: undone.undone }));
      setDone(null);
      refresh();
    } catch (cause) {
      void message.error(say(asApiError(cause)));
    }
  };
  const grouped = (row: FlagRow) => group !== null && (row.group?.count ?? 0) > 1;
  const turnOpen = (row: FlagRow | undefined) => {
    if (row && grouped(row)) setOpened(opened.includes(row.id) ? opened.filter((id) => id !== row.id) : [...opened, row.id]);
  };
  useKeys(
    {
      j: () => (at + 1 < items.length ? setAt(at + 1) : void loadMore()),
      k: () => setAt(Math.max(0, at - 1)),
      ArrowDown: () => setAt(Math.min(items.length - 1, at + 1)),
      ArrowUp: () => setAt(Math.max(0, at - 1)),
      Enter: () => open(items[at]),
      x: () => {
        const id = items[at]?.id;
        if (id) setChosen(chosen.includes(id) ? chosen.filter((other) => other !== id) : [...chosen, id]);
      },
      c: startCase,
      g: turnGroup,
      e: () => turnOpen(items[at]),
      v: (event) => turnView(event.shiftKey ? -1 : 1),
      z: () => void undo(),
      "?": () => setHelp(true),
      "/": () => document.querySelector<HTMLInputElement>("#queue-search")?.focus(),
    },
    !making && !help,
  );

  const listing = (row: FlagRow) => {
    const lock = lockOf(row);
    return (
      <div className="cell-listing">
        <Thumb sha256={row.picture} />
        <div className="cell-words">
          <Link
            to={`/flags/${row.id}${search.size ? `?${search}` : ""}`}
            className="title-link"
            onClick={(event) => {
              event.preventDefault();
              open(row);
            }}
          >
            {row.title || t("queue.untitled")}
          </Link>
          {wide ? null : <Tags codes={row.reason_codes} cleared={row.verdict === "cleared"} />}
          <PrioritySentence priority={row.priority} />
          {grouped(row) ? (
            <Button size="small" type="link" className="group-open" aria-expanded={opened.includes(row.id)} onClick={() => turnOpen(row)} data-testid="group-open">
              {t(`group.of.${group as "picture" | "seller"}`, { n: `${row.group?.count ?? 0}${row.group?.more ? "+" : ""}` })}
            </Button>
          ) : null}
          {lock ? <LockWords lock={lock} /> : null}
        </div>
      </div>
    );
  };
  const all: Record<Column, TableColumnsType<FlagRow>[number]> = {
    priority: { key: "priority", title: t("queue.priorityColumn"), width: wide ? 84 : 60, render: (_, row) => <PriorityPoints priority={row.priority} /> },
    weight: { key: "weight", title: t("queue.evidence"), width: 92, render: (_, row) => <Weight db={row.db} /> },
    listing: { key: "listing", title: t("queue.listing"), render: (_, row) => listing(row) },
    why: {
      key: "why",
      title: t(view === "cleared" ? "queue.whyCleared" : "queue.why"),
      width: 220,
      render: (_, row) => <Tags codes={row.reason_codes} cleared={row.verdict === "cleared"} />,
    },
    right: {
      key: "right",
      title: t("queue.right"),
      width: 150,
      render: (_, row) => (
        <div className="two-lines">
          <span className="clip">{row.right.title || row.right.right_id}</span>
          <span className="muted">{row.right.kind ? named("kind", row.right.kind) : null}</span>
        </div>
      ),
    },
    price: {
      key: "price",
      title: t("queue.price"),
      width: 122,
      align: "right",
      render: (_, row) => (
        <div className="two-lines num">
          <span>{money(row.price) || <span className="muted">{t("common.priceUnknown")}</span>}</span>
        </div>
      ),
    },
    seller: {
      key: "seller",
      title: t("queue.seller"),
      width: 130,
      ellipsis: true,
      render: (_, row) =>
        row.seller && row.seller_id ? (
          <Button type="link" size="small" className="cell-filter" title={t("queue.onlySeller", { name: row.seller })} onClick={() => set("seller", row.seller_id ?? null)}>
            {row.seller}
          </Button>
        ) : (
          row.seller || <span className="muted">{t("common.unknown")}</span>
        ),
    },
    platform: { key: "platform", title: t("queue.platform"), width: 84, ellipsis: true, render: (_, row) => row.platform },
    state: { key: "state", title: t("queue.state"), width: 96, render: (_, row) => <State state={row.state} /> },
    captured: { key: "captured", title: t("queue.captured"), width: 138, render: (_, row) => <When time={row.found_at} /> },
  };
  // Cells are drawn again when their row changes or what they are drawn by, not with each J: a hundred rows have a thousand.
  const drawnBy = useMemo(() => ({}), [text, wide, view, group, opened, live.locks, me, search, items, next, total]);
  const drawnLast = useRef<object | null>(null);
  useEffect(() => {
    drawnLast.current = drawnBy;
  }, [drawnBy]);
  const shouldCellUpdate = (row: FlagRow, before: FlagRow) => row !== before || drawnBy !== drawnLast.current;
  const label: Record<Column, string> = {
    priority: t("queue.priorityColumn"), weight: t("queue.evidence"), listing: t("queue.listing"), why: t("queue.why"), right: t("queue.right"),
    price: t("queue.price"), seller: t("queue.seller"), platform: t("queue.platform"), state: t("queue.state"), captured: t("queue.captured"),
  };
  const filtered = kFilters.filter((name) => search.has(name));
  const inMore = filtered.filter((name) => !["right", "platform", "q"].includes(name)).length;
  const platforms = [...new Set([...(sources.data?.items ?? []).map((source) => source.platform ?? ""), ...items.map((row) => row.platform ?? "")])].filter(Boolean).sort();
  const pick = (name: FilterName, any: string, options: { value: string; label: string }[], className?: string) => (
    <Select
      value={search.get(name) ?? ""}
      onChange={(value) => set(name, value || null)}
      aria-label={t(`queue.filter.${name}`)}
      popupMatchSelectWidth={false}
      {...(className ? { className } : {})}
      options={[{ value: "", label: any }, ...options]}
    />
  );
  const range = (least: FilterName, most: FilterName) => (
    <div className="filter-range">
      {[least, most].map((name) => (
        <InputNumber
          key={name}
          aria-label={t(`queue.filter.${name}`)}
          placeholder={t(`queue.filter.${name}`)}
          value={search.has(name) ? Number(search.get(name)) : null}
          onChange={(value) => set(name, value === null ? null : String(value))}
        />
      ))}
    </div>
  );
  const first = Math.floor(at / kDrawn) * kDrawn;
  const drawn = items.slice(first, first + kDrawn);
  const fresh = Math.max(0, live.fresh.count - shownFresh);

  return (
    <div className="page" ref={frame}>
      <Heading title={t("queue.title")} hint={t(`queue.sorted.${sortOf(search)}`)}>
        <span className="muted num">{total != null ? t("common.count", { n: total }) : t("common.countSoFar", { n: items.length })}</span>
        <SavedFilters search={search} filters={saved.data?.items ?? []} onPick={(to) => setSearch(to, { replace: true })} onChanged={saved.reload} />
        <ColumnChooser choice={choice} columns={kChoosable.map((one) => ({ ...one, title: label[one.key as Column] }))} />
        <Button disabled={items.length === 0} onClick={() => exportRows(text, items)}>
          {t("common.export")}
        </Button>
      </Heading>
      <div className="viewtabs" role="group" aria-label={t("queue.views")}>
        {kViews.map((name) => (
          <button key={name} type="button" aria-pressed={view === name} className={view === name ? "here" : ""} onClick={() => toView(name)} data-view={name}>
            {t(`queue.view.${name}`)}
            {live.views ? <span className={name === "overdue" && live.views[name] > 0 ? "tab-count tab-red" : "tab-count"}>{live.views[name].toLocaleString(text.lang)}</span> : null}
          </button>
        ))}
      </div>
      <div className="filters">
        {pick("right", t("queue.anyRight"), (rights.data?.items ?? []).map((right) => ({ value: right.id, label: right.title || right.right_id })), "filter-right")}
        {pick("platform", t("queue.anyPlatform"), platforms.map((name) => ({ value: name, label: name })), "filter-platform")}
        <Popover
          trigger="click"
          placement="bottomLeft"
          content={
            <div className="filter-more">
              {pick("watch", t("queue.anyWatch"), (watches.data?.items ?? []).map((watch) => ({ value: watch.id, label: watch.name })))}
              {pick("source", t("queue.anySource"), (sources.data?.items ?? []).map((source) => ({ value: source.id, label: text.local(source.name) || (source.source ?? source.id) })))}
              {pick("reason", t("queue.anyReason"), kReasonCodes.map((code) => ({ value: code, label: text.nearest("tag", code, code) })))}
              <Input
                aria-label={t("queue.filter.region")}
                placeholder={t("queue.filter.region")}
                maxLength={6}
                defaultValue={search.get("region") ?? ""}
                key={`region-${search.get("region") ?? ""}`}
                onPressEnter={(event) => set("region", event.currentTarget.value.replace(/\D/g, "") || null)}
                onBlur={(event) => (event.target.value || null) !== search.get("region") && set("region", event.target.value.replace(/\D/g, "") || null)}
              />
              {range("min_priority", "max_priority")}
              {range("min_db", "max_db")}
              {search.has("seller") ? (
                <Button size="small" onClick={() => set("seller", null)}>
                  {t("queue.anySeller")}
                </Button>
              ) : null}
            </div>
          }
        >
          <Button data-testid="more-filters">{inMore > 0 ? t("queue.moreFiltersSet", { n: inMore }) : t("queue.moreFilters")}</Button>
        </Popover>
        <Select
          value={sortOf(search)}
          onChange={(value) => set("sort", value === "priority" ? null : value)}
          aria-label={t("queue.sort")}
          popupMatchSelectWidth={false}
          options={kSorts.map((name) => ({ value: name, label: t(`queue.sort.${name}`) }))}
        />
        <Select
          value={group ?? ""}
          onChange={(value) => set("group", value || null)}
          aria-label={t("queue.group")}
          popupMatchSelectWidth={false}
          options={[{ value: "", label: t("queue.group.none") }, ...kGroups.map((name) => ({ value: name as string, label: t(`queue.group.${name}`) }))]}
        />
        <Input
          id="queue-search"
          className="filter-text"
          placeholder={t("queue.search")}
          aria-label={t("queue.search")}
          allowClear={{
            clearIcon: (
              <>
                <span aria-hidden="true">×</span>
                <span className="unseen">{t("common.clear")}</span>
              </>
            ),
          }}
          value={typed}
          maxLength={200}
          onChange={(event) => {
            setTyped(event.target.value);
            if (event.target.value === "") set("q", null);
          }}
          onPressEnter={() => set("q", typed.trim() || null)}
        />
        {filtered.length > 0 ? (
          <Button
            type="link"
            onClick={() => {
              const kept = new URLSearchParams(search);
              for (const name of kFilters) kept.delete(name);
              setSearch(kept, { replace: true });
            }}
          >
            {t("queue.reset")}
          </Button>
        ) : null}
      </div>
      {fresh > 0 && (view === "new" || view === "mine") ? (
        <p className="alert fresh" role="status">
          {t("queue.fresh", { n: `${fresh}${live.fresh.more ? "+" : ""}` })}{" "}
          <Button
            size="small"
            onClick={() => {
              setShownFresh(live.fresh.count);
              refresh();
            }}
          >
            {t("queue.showFresh")}
          </Button>
        </p>
      ) : null}
      {done ? (
        <p className="alert alert-green" role="status" data-testid="group-done">
          {t("group.done", { n: done.count })}{" "}
          <Button size="small" onClick={() => void undo()} data-testid="group-undo">
            {t("group.undo")} <kbd>Z</kbd>
          </Button>
        </p>
      ) : null}
      {error ? <Failure error={error} onRetry={reload} /> : null}
      {!data && loading ? <Shape rows={12} /> : null}
      {data && items.length === 0 && next ? <p className="muted">{t("queue.searching")}</p> : null}
      {data && items.length === 0 && !next ? (
        <Empty title={t("queue.empty")} hint={filtered.length > 0 ? t("queue.emptyFiltered") : t(`queue.empty.${view}`)}>
          {filtered.length === 0 && view === "new" && (watches.data?.items ?? []).length === 0 ? <Link to="/watches">{t("queue.toWatches")}</Link> : null}
        </Empty>
      ) : null}
      {items.length > 0 ? (
        <>
          <Drawn rows={drawn}>
            {(rows) => (
              <Table<FlagRow>
                size="small"
                rowKey="id"
                sticky={{ offsetHeader: 44 }}
                pagination={false}
                dataSource={rows}
                tableLayout="fixed"
                columns={(wide ? columns : (["priority", "listing"] as Column[])).map((column) => ({ ...all[column], shouldCellUpdate }))}
                {...(wide ? { scroll: { x: 1240 } } : {})}
                rowSelection={{
                  selectedRowKeys: chosen,
                  columnWidth: 36,
                  preserveSelectedRowKeys: true,
                  onChange: (keys) => setChosen(keys as string[]),
                  getCheckboxProps: (row) => ({ "aria-label": t("queue.select", { title: row.title ?? "" }) }) as object,
                }}
                expandable={{
                  expandedRowKeys: group ? opened : [],
                  showExpandColumn: false,
                  rowExpandable: grouped,
                  expandedRowRender: (row) =>
                    group ? (
                      <GroupDecide
                        flag={row.id}
                        by={group}
                        onDecided={(id, count) => {
                          setDone({ group: id, count });
                          refresh();
                        }}
                      />
                    ) : null,
                }}
                rowClassName={(row, index) => `${first + index === at ? "row-at" : ""} ${lockOf(row) ? "row-locked" : ""}`}
                onRow={(row, index) => ({
                  "aria-current": first + (index ?? 0) === at ? "true" : undefined,
                  onClick: () => setAt(first + (index ?? 0)),
                  onDoubleClick: () => open(row),
                })}
              />
            )}
          </Drawn>
          <div className="table-foot">
            <span className="muted">{wide ? t("queue.keys") : null}</span>
            <span className="foot-pages">
              {first > 0 ? <Button onClick={() => setAt(first - kDrawn)}>{t("queue.rowsBefore", { n: kDrawn })}</Button> : null}
              {items.length > kDrawn ? <span className="muted num">{t("queue.rows", { from: first + 1, to: first + drawn.length, n: items.length })}</span> : null}
              {first + kDrawn < items.length ? (
                <Button onClick={() => setAt(first + kDrawn)}>{t("queue.rowsAfter", { n: Math.min(kDrawn, items.length - first - kDrawn) })}</Button>
              ) : next ? (
                <Button onClick={() => void loadMore()} loading={busy}>
                  {t("common.more")}
                </Button>
              ) : null}
            </span>
          </div>
        </>
      ) : null}
      {chosen.length > 0 && !making ? (
        <div className="selection" role="status">
          <span>{t("queue.selected", { n: chosen.length })}</span>
          <Button type="primary" disabled={!may("case.make")} onClick={startCase}>
            {t("queue.makeCase")}
          </Button>
          <Button type="text" onClick={() => setChosen([])}>
            {t("queue.clearSelection")}
          </Button>
        </div>
      ) : null}
      {making ? <MakeCase flagIds={chosen} suggestion="" onClose={() => setMaking(false)} onMade={(id) => navigate(`/cases/${id}`)} /> : null}
      <KeyHelp
        open={help}
        onClose={() => setHelp(false)}
        keys={[
          ["J / K", "flag.key.jk"],
          ["Enter", "flag.key.open"],
          ["X", "flag.key.x"],
          ["C", "flag.key.c"],
          ["G", "queue.key.g"],
          ["E", "queue.key.e"],
          ["V", "queue.key.v"],
          ["/", "queue.key.search"],
          ["Z", "queue.key.z"],
          ["?", "flag.key.help"],
        ]}
      />
    </div>
  );
}
