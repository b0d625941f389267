// The queue: leads, strongest evidence first, walked with the keyboard.
import { App, Button, Grid, Input, Segmented, Select, Table, type TableColumnsType } from "antd";
import { useEffect, useMemo, useRef, useState } from "react";
import { Link, useNavigate, useSearchParams } from "react-router-dom";
import type { FlagRow, RightPage, SourcePage } from "../api/client";
import { prefetch, useGet } from "../api/use";
import { useText } from "../i18n";
import { useMay } from "../session";
import { money } from "../lib/format";
import { useKeys } from "../lib/keys";
import { usePages } from "../lib/pages";
import { flagsPath, kViews, rememberWalk, viewOf } from "../lib/view";
import { Empty, Failure, Heading, Shape, State, Weight, When } from "../parts/bits";
import { KeyHelp } from "../parts/keyhelp";
import { MakeCase } from "../parts/makecase";
import { Thumb } from "../parts/picture";
import { Tags } from "../parts/reasons";
import type { Choosable } from "../lib/columns";
import { exportRows } from "../lib/export";
import { ColumnChooser, useColumns } from "../parts/columnchooser";

const kColumns = ["weight", "listing", "why", "right", "price", "seller", "platform", "state", "captured"] as const;
type Column = (typeof kColumns)[number];
const kChoosable: Choosable[] = kColumns.map((key) => ({ key, fixed: key === "listing", extra: key === "captured" }));

export default function Queue() {
  const text = useText();
  const { t, named } = text;
  const { message } = App.useApp();
  const navigate = useNavigate();
  const may = useMay();
  const [search, setSearch] = useSearchParams();
  const view = viewOf(search);
  const path = useMemo(() => flagsPath(search), [search]);
  const { items, total, next, loading, error, reload, loadMore, busy, data } = usePages<FlagRow>(path);
  const rights = useGet<RightPage>("/rights?limit=200");
  const sources = useGet<SourcePage>("/sources");
  const [at, setAt] = useState(0);
  const [chosen, setChosen] = useState<string[]>([]);
  const [making, setMaking] = useState(false);
  const [help, setHelp] = useState(false);
  const choice = useColumns("queue", kChoosable);
  const columns = kColumns.filter((column) => choice.shown.includes(column));
  const [typed, setTyped] = useState(search.get("q") ?? "");
  const frame = useRef<HTMLDivElement>(null);
  // At phone width: the evidence, the listing, and why.
  const wide = Grid.useBreakpoint().md ?? true;

  useEffect(() => {
    setAt(0);
    setChosen([]);
  }, [path]);
  useEffect(() => {
    const row = items[at];
    if (row) void prefetch(`/flags/${row.id}`);
    frame.current?.querySelector(`[data-row-key="${row?.id}"]`)?.scrollIntoView({ block: "nearest" });
  }, [at, items]);

  const set = (name: string, value: string | null) => {
    const changed = new URLSearchParams(search);
    if (value) changed.set(name, value);
    else changed.delete(name);
    setSearch(changed, { replace: true });
  };
  const open = (row: FlagRow | undefined) => {
    if (!row) return;
    const filters = search.toString();
    rememberWalk({ search: filters, rows: items, next, total });
    navigate(`/flags/${row.id}${filters ? `?${filters}` : ""}`);
  };
  const chosenRows = items.filter((row) => chosen.includes(row.id));
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
      "?": () => setHelp(true),
      "/": () => document.querySelector<HTMLInputElement>("#queue-search")?.focus(),
    },
    !making && !help,
  );

  const all: Record<Column, TableColumnsType<FlagRow>[number]> = {
    weight: { key: "weight", title: t("queue.evidence"), width: 92, render: (_, row) => <Weight db={row.db} /> },
    listing: {
      key: "listing",
      title: t("queue.listing"),
      render: (_, row) => (
        <div className="cell-listing">
          <Thumb sha256={row.picture} />
          <Link
            to={`/flags/${row.id}${search.size ? `?${search}` : ""}`}
            className="title-link"
            onClick={(event) => {
              event.preventDefault();
              open(row);
            }}
          >
            {row.title || t("queue.untitled")}
            {wide ? null : <Tags codes={row.reason_codes} cleared={row.verdict === "cleared"} />}
          </Link>
        </div>
      ),
    },
    why: {
      key: "why",
      title: t(view === "cleared" ? "queue.whyCleared" : "queue.why"),
      width: 252,
      render: (_, row) => <Tags codes={row.reason_codes} cleared={row.verdict === "cleared"} />,
    },
    right: {
      key: "right",
      title: t("queue.right"),
      width: 172,
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
      width: 128,
      align: "right",
      render: (_, row) => (
        <div className="two-lines num">
          <span>{money(row.price) || <span className="muted">{t("common.priceUnknown")}</span>}</span>
        </div>
      ),
    },
    seller: { key: "seller", title: t("queue.seller"), width: 140, ellipsis: true, render: (_, row) => row.seller || <span className="muted">{t("common.unknown")}</span> },
    platform: { key: "platform", title: t("queue.platform"), width: 88, ellipsis: true, render: (_, row) => row.platform },
    state: { key: "state", title: t("queue.state"), width: 104, render: (_, row) => <State state={row.state} /> },
    captured: { key: "captured", title: t("queue.captured"), width: 138, render: (_, row) => <When time={row.found_at} /> },
  };
  const filtered = ["right", "platform", "min_db", "q"].some((name) => search.has(name));
  const label: Record<Column, string> = {
    weight: t("queue.evidence"), listing: t("queue.listing"), why: t("queue.why"), right: t("queue.right"), price: t("queue.price"),
    seller: t("queue.seller"), platform: t("queue.platform"), state: t("queue.state"), captured: t("queue.captured"),
  };
  const platforms = [...new Set([...(sources.data?.items ?? []).map((source) => source.platform ?? ""), ...items.map((row) => row.platform ?? "")])].filter(Boolean).sort();

  return (
    <div className="page" ref={frame}>
      <Heading title={t("queue.title")} hint={t("queue.priority")}>
        <span className="muted num">{total != null ? t("common.count", { n: total }) : t("common.countSoFar", { n: items.length })}</span>
        <ColumnChooser choice={choice} columns={kChoosable.map((one) => ({ ...one, title: label[one.key as Column] }))} />
        <Button disabled={items.length === 0} onClick={() => exportRows(text, items)}>
          {t("common.export")}
        </Button>
      </Heading>
      <div className="filters">
        <Segmented
          value={view}
          aria-label={t("queue.views")}
          onChange={(value) => set("view", value === "open" ? null : value)}
          options={kViews.map((name) => ({ value: name, label: t(`queue.view.${name}`) }))}
        />
        <Select
          value={search.get("right") ?? ""}
          onChange={(value) => set("right", value || null)}
          aria-label={t("queue.right")}
          className="filter-right"
          popupMatchSelectWidth={false}
          options={[{ value: "", label: t("queue.anyRight") }, ...(rights.data?.items ?? []).map((right) => ({ value: right.id, label: right.title || right.right_id }))]}
        />
        <Select
          value={search.get("platform") ?? ""}
          onChange={(value) => set("platform", value || null)}
          aria-label={t("queue.platform")}
          className="filter-platform"
          options={[{ value: "", label: t("queue.anyPlatform") }, ...platforms.map((name) => ({ value: name, label: name }))]}
        />
        <Select
          value={search.get("min_db") ?? ""}
          onChange={(value) => set("min_db", value || null)}
          aria-label={t("queue.evidence")}
          className="filter-db"
          options={[{ value: "", label: t("queue.anyStrength") }, ...["10", "15", "20", "25"].map((db) => ({ value: db, label: t("queue.atLeast", { db }) }))]}
        />
        <Input.Search
          id="queue-search"
          className="filter-text"
          placeholder={t("queue.search")}
          aria-label={t("queue.search")}
          allowClear
          value={typed}
          maxLength={200}
          onChange={(event) => setTyped(event.target.value)}
          onSearch={(value) => set("q", value.trim() || null)}
        />
        {filtered ? (
          <Button
            type="link"
            onClick={() => {
              setTyped("");
              setSearch(view === "open" ? {} : { view }, { replace: true });
            }}
          >
            {t("queue.reset")}
          </Button>
        ) : null}
      </div>
      {error ? <Failure error={error} onRetry={reload} /> : null}
      {!data && loading ? <Shape rows={12} /> : null}
      {data && items.length === 0 ? (
        <Empty title={t("queue.empty")} hint={filtered ? t("queue.emptyFiltered") : view === "open" ? t("queue.emptyOpen") : ""} />
      ) : null}
      {items.length > 0 ? (
        <>
          <Table<FlagRow>
            size="small"
            rowKey="id"
            sticky={{ offsetHeader: 44 }}
            pagination={false}
            dataSource={items}
            tableLayout="fixed"
            columns={columns.filter((column) => wide || column === "weight" || column === "listing").map((column) => all[column])}
            {...(wide ? { scroll: { x: 1240 } } : {})}
            rowSelection={{
              selectedRowKeys: chosen,
              columnWidth: 36,
              onChange: (keys) => setChosen(keys as string[]),
              getCheckboxProps: (row) => ({ "aria-label": t("queue.select", { title: row.title ?? "" }) }) as object,
            }}
            rowClassName={(_, index) => (index === at ? "row-at" : "")}
            onRow={(row, index) => ({
              "aria-current": index === at ? "true" : undefined,
              onClick: () => setAt(index ?? 0),
              onDoubleClick: () => open(row),
            })}
          />
          <div className="table-foot">
            <span className="muted">{t("queue.keys")}</span>
            {next ? (
              <Button onClick={() => void loadMore()} loading={busy}>
                {t("common.more")}
              </Button>
            ) : null}
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
          ["?", "flag.key.help"],
        ]}
      />
    </div>
  );
}
