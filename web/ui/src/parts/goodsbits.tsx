// What the pages of the table of goods share: counts, items, what an import changes.
import { Table } from "antd";
import type { GoodsChanges, GoodsCounts, GoodsItem } from "../api/client";
import { type Key, useText } from "../i18n";
import { visible } from "../lib/format";
import { kFocusTable } from "./focustable";

export function useCountsLine(): (counts: GoodsCounts) => string {
  const { t, lang } = useText();
  const n = (value: number) => value.toLocaleString(lang);
  return (counts) => t("goods.counts", { items: n(counts.items), names: n(counts.names), groups: n(counts.groups), classes: n(counts.classes), crosses: n(counts.crosses) });
}

export function GoodsItems({ items }: { items: GoodsItem[] }) {
  const { t, lang } = useText();
  return (
    <Table<GoodsItem>
      size="small"
      rowKey={(row) => `${row.number} ${row.group}`}
      pagination={false}
      components={kFocusTable}
      dataSource={items}
      scroll={{ x: 480 }}
      data-testid="goods-items"
      columns={[
        { key: "number", title: t("goods.number"), width: 100, render: (_, row) => <span className="mono">{row.number}</span> },
        { key: "class", title: t("goods.class"), width: 64, align: "right", render: (_, row) => <span className="num">{row.class}</span> },
        { key: "group", title: t("goods.group"), width: 90, render: (_, row) => <span className="num">{row.group}</span> },
        { key: "names", title: t("goods.names"), render: (_, row) => <span className="wrap">{row.names.map((name) => visible(name)).join(lang === "zh" ? "；" : "; ")}</span> },
      ]}
    />
  );
}

const kMostShown = 10;

export function Changes({ changes, replaces }: { changes: GoodsChanges; replaces: string | null }) {
  const { t, lang } = useText();
  const sums: [Key, number][] = [
    ["goods.added", changes.items.added],
    ["goods.removed", changes.items.removed],
    ["goods.moved", changes.items.moved],
    ["goods.renamed", changes.items.renamed],
    ["goods.groupsAdded", changes.groups.added_total],
    ["goods.groupsRemoved", changes.groups.removed_total],
    ["goods.crossesAdded", changes.crosses.added],
    ["goods.crossesRemoved", changes.crosses.removed],
  ];
  const told = sums.filter(([, n]) => n > 0);
  const line = (item: GoodsItem, before?: string) => (
    <li key={`${item.number} ${item.group}`} className="wrap">
      <span className="mono">{item.number}</span> <span className="num">{item.group}</span> {visible(item.names[0] ?? "")} {before ? <span className="muted">{t("goods.was", { before: visible(before) })}</span> : null}
    </li>
  );
  const { samples } = changes;
  return (
    <section className="goods-changes" aria-label={t("goods.changes", { edition: replaces ?? "–" })} data-testid="goods-changes">
      <h2>{replaces ? t("goods.changes", { edition: visible(replaces) }) : t("goods.changesNone")}</h2>
      {told.length === 0 ? <p className="muted">{t("goods.same")}</p> : null}
      <dl className="goods-sums">
        {told.map(([key, n]) => (
          <div key={key}>
            <dt>{t(key)}</dt>
            <dd className="num">{n.toLocaleString(lang)}</dd>
          </div>
        ))}
      </dl>
      {changes.groups.added.length > 0 && replaces ? <p className="wrap">{t("goods.groupsAdded")} <span className="num">{changes.groups.added.slice(0, 40).join(" ")}</span></p> : null}
      {changes.groups.removed.length > 0 ? <p className="wrap">{t("goods.groupsRemoved")} <span className="num">{changes.groups.removed.slice(0, 40).join(" ")}</span></p> : null}
      {replaces
        ? ([
            ["goods.moved", samples.moved.slice(0, kMostShown).map((item) => line(item, item.from))],
            ["goods.renamed", samples.renamed.slice(0, kMostShown).map((item) => line(item, item.before.join(lang === "zh" ? "；" : "; ")))],
            ["goods.added", samples.added.slice(0, kMostShown).map((item) => line(item))],
            ["goods.removed", samples.removed.slice(0, kMostShown).map((item) => line(item))],
          ] as [Key, React.ReactElement[]][])
            .filter(([, rows]) => rows.length > 0)
            .map(([key, rows]) => (
              <details key={key} className="how" open={key === "goods.moved"}>
                <summary>{t(key)}</summary>
                <ul className="plain">{rows}</ul>
              </details>
            ))
        : null}
    </section>
  );
}
