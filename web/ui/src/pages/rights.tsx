// The rights, and a form to register one.
import { Button, Table } from "antd";
import { useState } from "react";
import { Link, useNavigate } from "react-router-dom";
import type { RightRow } from "../api/client";
import { useText } from "../i18n";
import { useMay } from "../session";
import { usePages } from "../lib/pages";
import { AddRight } from "../parts/addright";
import { Empty, Failure, Heading, Shape } from "../parts/bits";
import { Thumb } from "../parts/picture";

export default function Rights() {
  const { t, named, lang } = useText();
  const navigate = useNavigate();
  const { items, next, error, loading, data, reload, loadMore, busy } = usePages<RightRow>("/rights?limit=100");
  const may = useMay();
  const [adding, setAdding] = useState(false);
  const others = (row: RightRow) => (row.names ?? []).filter((name) => name !== row.title);
  const glue = lang === "zh" ? "、" : ", ";
  return (
    <div className="page">
      <Heading title={t("rights.title")}>
        <Button type="primary" disabled={!may("right.add")} onClick={() => setAdding(true)}>
          {t("rights.add")}
        </Button>
      </Heading>
      {error ? <Failure error={error} onRetry={reload} /> : null}
      {!data && loading ? <Shape /> : null}
      {data && items.length === 0 ? (
        <Empty title={t("rights.empty")} hint={t("rights.emptyHint")}>
          <Button onClick={() => setAdding(true)}>{t("rights.add")}</Button>
        </Empty>
      ) : null}
      {items.length > 0 ? (
        <Table<RightRow>
          size="small"
          rowKey="id"
          sticky={{ offsetHeader: 44 }}
          pagination={false}
          dataSource={items}
          scroll={{ x: 940 }}
          onRow={(row) => ({ onDoubleClick: () => navigate(`/rights/${row.id}`) })}
          columns={[
            {
              key: "title",
              title: t("rights.name"),
              render: (_, row) => (
                <div className="cell-listing">
                  <Thumb sha256={row.pictures?.[0]?.sha256} />
                  <div className="two-lines">
                    <Link to={`/rights/${row.id}`} className="title-link">
                      {row.title || row.right_id}
                    </Link>
                    {others(row).length ? <span className="muted clip">{others(row).join(glue)}</span> : null}
                  </div>
                </div>
              ),
            },
            { key: "kind", title: t("rights.kind"), width: 160, render: (_, row) => named("kind", row.kind) },
            { key: "regNo", title: t("rights.regNo"), width: 140, render: (_, row) => <span className="num">{row.reg_no}</span> },
            { key: "classes", title: t("rights.classes"), width: 100, render: (_, row) => <span className="num">{row.classes?.join(", ")}</span> },
            { key: "holder", title: t("rights.holder"), width: 190, ellipsis: true, render: (_, row) => row.holder?.name },
            { key: "validTo", title: t("rights.validTo"), width: 108, render: (_, row) => <span className="num">{row.valid_to}</span> },
            { key: "status", title: t("rights.status"), width: 84, render: (_, row) => (row.status ? named("rights", row.status) : <span className="muted">{t("common.unknown")}</span>) },
            {
              key: "flags",
              title: t("rights.flags"),
              width: 72,
              align: "right",
              render: (_, row) =>
                row.flags != null ? (
                  <Link className="num" to={`/flags?right=${row.id}`}>
                    {row.flags}
                  </Link>
                ) : null,
            },
          ]}
        />
      ) : null}
      {next ? (
        <div className="table-foot">
          <span />
          <Button onClick={() => void loadMore()} loading={busy}>
            {t("common.more")}
          </Button>
        </div>
      ) : null}
      {adding ? (
        <AddRight
          onClose={() => setAdding(false)}
          onSaved={(id) => {
            setAdding(false);
            navigate(`/rights/${id}`);
          }}
        />
      ) : null}
    </div>
  );
}
