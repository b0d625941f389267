// Files that were handed over, newest first, and a form to hand one over.
import { Button, Grid, Table } from "antd";
import { useEffect, useState } from "react";
import { Link, useNavigate } from "react-router-dom";
import type { Import } from "../api/client";
import { useText } from "../i18n";
import { usePages } from "../lib/pages";
import { useMay } from "../session";
import { AddImport } from "../parts/addimport";
import { Empty, Failure, Heading, Shape, When } from "../parts/bits";
import { ImportState, kPollMillis, takenOf } from "../parts/importbits";

const kRows = 50;

export default function Imports() {
  const { t, named, lang } = useText();
  const navigate = useNavigate();
  const may = useMay();
  const { items, next, error, loading, data, reload, loadMore, busy, moreError } = usePages<Import>(`/imports?limit=${kRows}`);
  const [adding, setAdding] = useState(false);
  const wide = Grid.useBreakpoint().md ?? true;
  // What was loaded beyond the first page stays as it is.
  const running = items.length <= kRows && items.some((one) => one.state === "running");
  useEffect(() => {
    if (!running) return;
    const timer = setInterval(reload, kPollMillis);
    return () => clearInterval(timer);
  }, [running, reload]);
  const count = (n: number) => n.toLocaleString(lang);
  const from = (row: Import) => row.from || <span className="muted">{t("imports.fromUnknown")}</span>;
  const add = (
    <Button type="primary" disabled={!may("import.listings")} onClick={() => setAdding(true)} data-testid="import-add">
      {t("imports.add")}
    </Button>
  );
  return (
    <div className="page">
      <Heading title={t("imports.title")} hint={t("imports.hint")}>
        <Button onClick={reload}>{t("common.refresh")}</Button>
        {add}
      </Heading>
      {error ? <Failure error={error} onRetry={reload} /> : null}
      {!data && loading ? <Shape /> : null}
      {data && items.length === 0 ? (
        <Empty title={t("imports.empty")} hint={t("imports.emptyHint")}>
          {may("import.listings") ? <Button onClick={() => setAdding(true)}>{t("imports.add")}</Button> : null}
        </Empty>
      ) : null}
      {items.length > 0 && wide ? (
        <Table<Import>
          size="small"
          rowKey="id"
          sticky={{ offsetHeader: 44 }}
          pagination={false}
          dataSource={items}
          tableLayout="fixed"
          scroll={{ x: 1080 }}
          onRow={(row) => ({ onDoubleClick: () => navigate(`/imports/${row.id}`) })}
          columns={[
            {
              key: "file",
              title: t("imports.file"),
              render: (_, row) => (
                <Link to={`/imports/${row.id}`} className="title-link" title={row.file}>
                  {row.file}
                </Link>
              ),
            },
            { key: "kind", title: t("imports.kind"), width: 158, render: (_, row) => named("imports.kind", row.kind) },
            { key: "from", title: t("imports.from"), width: 190, ellipsis: true, render: (_, row) => from(row) },
            { key: "by", title: t("imports.by"), width: 110, ellipsis: true, render: (_, row) => row.by ?? <span className="muted">{t("common.unknown")}</span> },
            { key: "when", title: t("imports.when"), width: 144, render: (_, row) => <When time={row.started_at} /> },
            { key: "state", title: t("imports.state"), width: 152, render: (_, row) => <ImportState state={row.state} /> },
            { key: "good", title: t("imports.good"), width: 84, align: "right", render: (_, row) => <span className="num">{count(takenOf(row))}</span> },
            {
              key: "refused",
              title: t("imports.refused"),
              width: 84,
              align: "right",
              render: (_, row) =>
                row.refused_count > 0 ? (
                  <Link className="num" to={`/imports/${row.id}#refused`}>
                    {count(row.refused_count)}
                  </Link>
                ) : (
                  <span className="num">0</span>
                ),
            },
          ]}
        />
      ) : null}
      {items.length > 0 && !wide ? (
        <ul className="panel rows">
          {items.map((row) => (
            <li key={row.id} className="loss">
              <Link to={`/imports/${row.id}`} className="title-link">
                {row.file}
              </Link>
              <span className="loss-head">
                <ImportState state={row.state} /> <When time={row.started_at} />
              </span>
              <span className="muted">
                {named("imports.kind", row.kind)} · {from(row)} · {row.by}
              </span>
              <span className="num">
                {t("imports.good")} {count(takenOf(row))} · {t("imports.refused")} {count(row.refused_count)}
              </span>
            </li>
          ))}
        </ul>
      ) : null}
      {moreError ? <Failure error={moreError} onRetry={() => void loadMore()} /> : null}
      {next ? (
        <div className="table-foot">
          <span />
          <Button onClick={() => void loadMore()} loading={busy}>
            {t("common.more")}
          </Button>
        </div>
      ) : null}
      {adding ? (
        <AddImport
          onClose={() => {
            setAdding(false);
            reload();
          }}
          onDone={(id, told) => {
            setAdding(false);
            navigate(`/imports/${id}`, { state: told });
          }}
        />
      ) : null}
    </div>
  );
}
