// Aliases of all rights: what waits for another person's word, what is in force, what was refused.
import { Select, Table } from "antd";
import { useState } from "react";
import { Link } from "react-router-dom";
import { type Alias, query } from "../api/client";
import { useText } from "../i18n";
import { useFilters } from "../lib/filters";
import { visible } from "../lib/format";
import { usePages } from "../lib/pages";
import { AliasWindow } from "../parts/aliaswindow";
import { Empty, Failure, Heading, Shape, State, When } from "../parts/bits";
import { ListFoot } from "../parts/listfoot";
import { RightsTabs } from "./rights";

const kStates = ["proposed", "in_force", "refused", "withdrawn"] as const;

export default function Aliases() {
  const { t, named } = useText();
  const { get, set } = useFilters();
  const state = kStates.find((one) => one === get("state"));
  const pages = usePages<Alias>(`/aliases${query({ state: state ?? null, limit: 50 })}`);
  const [open, setOpen] = useState<string | null>(null);
  return (
    <div className="page">
      <Heading title={t("alias.title")} hint={t("alias.listHint")}>
        <Select
          value={state}
          allowClear
          placeholder={t("alias.anyState")}
          aria-label={t("alias.state")}
          popupMatchSelectWidth={false}
          onChange={(value?: string) => set("state", value)}
          options={kStates.map((value) => ({ value, label: named("state.alias", value) }))}
        />
      </Heading>
      <RightsTabs />
      {pages.error ? <Failure error={pages.error} onRetry={pages.reload} /> : null}
      {!pages.data && pages.loading ? <Shape rows={6} /> : null}
      {pages.data && pages.items.length === 0 ? <Empty title={t("alias.empty")} hint={t("alias.emptyHint")} /> : null}
      {pages.items.length > 0 ? (
        <Table<Alias>
          size="small"
          rowKey="id"
          sticky={{ offsetHeader: 44 }}
          pagination={false}
          dataSource={pages.items}
          scroll={{ x: 820 }}
          columns={[
            {
              key: "text", title: t("alias.text"), render: (_, row) => (
                <button type="button" className="link-button" onClick={() => setOpen(row.id)} data-testid="alias-open">
                  {visible(row.text)}
                </button>
              ),
            },
            { key: "relation", title: t("alias.relation"), width: 120, render: (_, row) => t(`alias.relation.${row.relation}`) },
            { key: "of", title: t("alias.of"), render: (_, row) => <span className="wrap">{visible(row.of)}</span> },
            {
              key: "right", title: t("alias.right"), render: (_, row) => (
                <Link to={`/rights/${row.right.id}?tab=aliases`} className="wrap">
                  {visible(row.right.title)}
                </Link>
              ),
            },
            { key: "evidence", title: t("alias.speaks"), width: 80, align: "right", render: (_, row) => <span className="num">{row.evidence.length}</span> },
            { key: "state", title: t("alias.state"), width: 110, render: (_, row) => <State of="alias" state={row.state} /> },
            { key: "by", title: t("alias.proposer"), width: 110, ellipsis: true, render: (_, row) => row.by },
            { key: "when", title: t("alias.when"), width: 148, render: (_, row) => <When time={row.created_at} /> },
          ]}
        />
      ) : null}
      <ListFoot pages={pages} />
      {open ? <AliasWindow id={open} onClose={() => setOpen(null)} onDone={pages.reload} /> : null}
    </div>
  );
}
