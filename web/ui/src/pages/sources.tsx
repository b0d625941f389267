// Sources: how listings are pulled from each platform.
import { Button, Table } from "antd";
import { useState } from "react";
import { Link, useNavigate } from "react-router-dom";
import type { SourcePage } from "../api/client";
import { useGet } from "../api/use";
import { useText } from "../i18n";
import { Empty, Failure, Heading, Shape } from "../parts/bits";
import { SourceForm } from "../parts/sourceform";
import { WatchTabs } from "../parts/watchtabs";
import { useMay } from "../session";

type Source = SourcePage["items"][number];

export default function Sources() {
  const { t, local, lang } = useText();
  const may = useMay();
  const navigate = useNavigate();
  const { data, error, loading, reload } = useGet<SourcePage>("/sources");
  const [adding, setAdding] = useState(false);
  return (
    <div className="page">
      <WatchTabs />
      <Heading title={t("sources.title")}>
        <Button type="primary" disabled={!may("source.add")} onClick={() => setAdding(true)} data-testid="source-add">
          {t("source.add")}
        </Button>
      </Heading>
      {error ? <Failure error={error} onRetry={reload} /> : null}
      {!data && loading ? <Shape rows={4} /> : null}
      {data && data.items.length === 0 ? (
        <Empty title={t("sources.empty")} hint={t("sources.emptyHint")}>
          {may("source.add") ? <Button onClick={() => setAdding(true)}>{t("source.add")}</Button> : null}
        </Empty>
      ) : null}
      {data && data.items.length > 0 ? (
        <Table<Source>
          size="small"
          rowKey="id"
          sticky={{ offsetHeader: 44 }}
          pagination={false}
          dataSource={data.items}
          scroll={{ x: 820 }}
          onRow={(row) => ({ onDoubleClick: () => navigate(`/sources/${row.id}`) })}
          columns={[
            {
              key: "name",
              title: t("sources.name"),
              render: (_, row) => (
                <Link to={`/sources/${row.id}`} className="title-link">
                  {local(row.name) || row.source}
                </Link>
              ),
            },
            { key: "platform", title: t("sources.platform"), width: 130, ellipsis: true, render: (_, row) => row.platform },
            { key: "kind", title: t("source.kind"), width: 100, render: (_, row) => (row.kind ? t(`source.kind.${row.kind}`) : null) },
            { key: "hosts", title: t("sources.hosts"), render: (_, row) => <span className="mono wrap">{(row.hosts ?? []).join(", ")}</span> },
            { key: "gap", title: t("sources.gap"), width: 110, align: "right", render: (_, row) => (row.gap_ms != null ? <span className="num">{row.gap_ms.toLocaleString(lang)} ms</span> : null) },
            { key: "version", title: t("sources.version"), width: 80, align: "right", render: (_, row) => <span className="num">{row.version}</span> },
            { key: "state", title: t("watches.state"), width: 96, render: (_, row) => <span className={row.disabled ? "state state-quiet" : "state state-green"}>{t(row.disabled ? "source.disabled" : "source.enabled")}</span> },
          ]}
        />
      ) : null}
      {adding ? (
        <SourceForm
          onClose={() => setAdding(false)}
          onSaved={(id) => {
            setAdding(false);
            navigate(`/sources/${id}`);
          }}
        />
      ) : null}
    </div>
  );
}
