// The rights, whether they stand, and what comes up; registering one, or many.
import { Button, Table } from "antd";
import { useState } from "react";
import { Link, useNavigate } from "react-router-dom";
import type { RightRow } from "../api/client";
import { useText } from "../i18n";
import { usePages } from "../lib/pages";
import { Empty, Failure, Heading, Shape } from "../parts/bits";
import { ImportRights } from "../parts/importrights";
import { ListFoot } from "../parts/listfoot";
import { Thumb } from "../parts/picture";
import { Standing, Warning } from "../parts/rightstanding";
import { Tabs } from "../parts/tabs";
import { useMay } from "../session";

export function RightsTabs() {
  return <Tabs label="rights.title" pages={[["/rights", "rights.all"], ["/rights/expiring", "rights.expiring"], ["/rights/aliases", "alias.title"], ["/rights/similar", "similar.tab"]]} />;
}

export default function Rights() {
  const { t, named, lang } = useText();
  const navigate = useNavigate();
  const pages = usePages<RightRow>("/rights?limit=100");
  const { items, error, loading, data, reload } = pages;
  const may = useMay();
  const [importing, setImporting] = useState(false);
  const others = (row: RightRow) => (row.names ?? []).filter((name) => name !== row.title);
  const glue = lang === "zh" ? "、" : ", ";
  return (
    <div className="page">
      <Heading title={t("rights.title")}>
        <Button disabled={!may("right.add")} onClick={() => setImporting(true)} data-testid="rights-import-open">
          {t("rightimport.open")}
        </Button>
        <Button type="primary" disabled={!may("right.add")} onClick={() => navigate("/rights/new")} data-testid="right-new">
          {t("rights.add")}
        </Button>
      </Heading>
      <RightsTabs />
      {error ? <Failure error={error} onRetry={reload} /> : null}
      {!data && loading ? <Shape /> : null}
      {data && items.length === 0 ? (
        <Empty title={t("rights.empty")} hint={t("rights.emptyHint")}>
          {may("right.add") ? <Button onClick={() => navigate("/rights/new")}>{t("rights.add")}</Button> : null}
        </Empty>
      ) : null}
      {items.length > 0 ? (
        <Table<RightRow>
          size="small"
          rowKey="id"
          sticky={{ offsetHeader: 44 }}
          pagination={false}
          dataSource={items}
          scroll={{ x: 1040 }}
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
            { key: "kind", title: t("rights.kind"), width: 150, render: (_, row) => named("kind", row.kind) },
            { key: "regNo", title: t("rights.regNo"), width: 130, render: (_, row) => <span className="num">{row.reg_no}</span> },
            { key: "classes", title: t("rights.classes"), width: 90, render: (_, row) => <span className="num">{row.classes?.join(", ")}</span> },
            { key: "holder", title: t("rights.holder"), width: 170, ellipsis: true, render: (_, row) => row.holder?.name },
            { key: "validTo", title: t("rights.validTo"), width: 104, render: (_, row) => <span className="num">{row.valid_to}</span> },
            { key: "standing", title: t("rights.standing"), width: 96, render: (_, row) => <Standing standing={row.standing} /> },
            { key: "warnings", title: t("rights.comesUp"), width: 220, render: (_, row) => <div className="stack">{(row.warnings ?? []).slice(0, 2).map((one) => <Warning key={one.code} warning={one} short />)}</div> },
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
      <ListFoot pages={pages} />
      {importing ? (
        <ImportRights
          onClose={() => setImporting(false)}
          onDone={() => {
            setImporting(false);
            reload();
          }}
        />
      ) : null}
    </div>
  );
}
