// Watches (monitoring tasks).
import { Button, Table } from "antd";
import { useState } from "react";
import { Link, useNavigate } from "react-router-dom";
import type { WatchPage } from "../api/client";
import { useText } from "../i18n";
import { beijing } from "../lib/format";
import { usePages } from "../lib/pages";
import { Empty, Failure, Heading, Shape, State } from "../parts/bits";
import { WatchForm } from "../parts/watchform";
import { WatchTabs } from "../parts/watchtabs";
import { useMay } from "../session";

type Watch = WatchPage["items"][number];

export default function Watches() {
  const { t, lang } = useText();
  const may = useMay();
  const navigate = useNavigate();
  const watches = usePages<Watch>("/watches?limit=100");
  const [adding, setAdding] = useState(false);
  const glue = lang === "zh" ? "、" : ", ";
  const some = (names: string[], none: string) =>
    names.length === 0 ? <span className="muted">{none}</span> : names.length <= 4 ? names.join(glue) : `${names.slice(0, 4).join(glue)} +${names.length - 4}`;
  const days = (row: Watch) => `${beijing(row.from).slice(0, 10)} – ${beijing(row.to).slice(0, 10)}`;
  return (
    <div className="page">
      <WatchTabs />
      <Heading title={t("watches.title")}>
        <Button type="primary" disabled={!may("watch.add")} onClick={() => setAdding(true)} data-testid="watch-add">
          {t("watches.add")}
        </Button>
      </Heading>
      {watches.error ? <Failure error={watches.error} onRetry={watches.reload} /> : null}
      {!watches.data && watches.loading ? <Shape rows={4} /> : null}
      {watches.data && watches.items.length === 0 ? (
        <Empty title={t("watches.empty")} hint={t("watches.emptyHint")}>
          {may("watch.add") ? <Button onClick={() => setAdding(true)}>{t("watches.add")}</Button> : null}
        </Empty>
      ) : null}
      {watches.items.length > 0 ? (
        <Table<Watch>
          size="small"
          rowKey="id"
          sticky={{ offsetHeader: 44 }}
          pagination={false}
          dataSource={watches.items}
          scroll={{ x: 980 }}
          onRow={(row) => ({ onDoubleClick: () => navigate(`/watches/${row.id}`) })}
          columns={[
            {
              key: "name",
              title: t("watches.name"),
              render: (_, row) => (
                <Link to={`/watches/${row.id}`} className="title-link">
                  {row.name}
                </Link>
              ),
            },
            { key: "rights", title: t("watches.rights"), render: (_, row) => some(row.rights.map((right) => right.title || right.right_id), t("watches.allRights")) },
            { key: "sources", title: t("watches.sources"), render: (_, row) => some(row.sources.map((source) => source.source), t("watches.allSources")) },
            { key: "queries", title: t("watches.queries"), render: (_, row) => some(row.queries, t("watches.namesOfRights")) },
            { key: "region", title: t("watches.region"), width: 80, render: (_, row) => row.region || <span className="muted">{t("common.all")}</span> },
            { key: "period", title: t("watches.period"), width: 180, render: (_, row) => (row.from || row.to ? <span className="num">{days(row)}</span> : <span className="muted">{t("watches.always")}</span>) },
            { key: "owner", title: t("watch.owner"), width: 100, ellipsis: true, render: (_, row) => row.owner },
            { key: "state", title: t("watches.state"), width: 90, render: (_, row) => (row.state ? <State state={row.state} /> : null) },
          ]}
        />
      ) : null}
      {adding ? (
        <WatchForm
          onClose={() => setAdding(false)}
          onSaved={() => {
            setAdding(false);
            watches.reload();
          }}
        />
      ) : null}
    </div>
  );
}
