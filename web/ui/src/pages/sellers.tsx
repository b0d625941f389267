// Sellers with leads, the worst first.
import { Button, Checkbox, Input, Table } from "antd";
import { useState } from "react";
import { Link, useNavigate } from "react-router-dom";
import { query, type SellerRow } from "../api/client";
import { useText } from "../i18n";
import { useFilters } from "../lib/filters";
import { visible } from "../lib/format";
import { usePages } from "../lib/pages";
import { Empty, Failure, Heading, Shape, When } from "../parts/bits";
import { ListFoot } from "../parts/listfoot";

export default function Sellers() {
  const { t } = useText();
  const navigate = useNavigate();
  const { get, set, any } = useFilters();
  const [text, setText] = useState(get("q"));
  const pages = usePages<SellerRow>(`/sellers${query({ q: get("q"), platform: get("platform"), upheld: get("upheld"), limit: 50 })}`);
  const count = (key: "suspected" | "upheld" | "notices" | "taken" | "relists", width = 76) => ({
    key,
    title: t(`sellers.${key}`),
    width,
    align: "right" as const,
    render: (_: unknown, row: SellerRow) => <span className="num">{row[key]}</span>,
  });
  return (
    <div className="page">
      <Heading title={t("sellers.title")} hint={t("sellers.hint")} />
      <div className="filters">
        <Input
          className="filter-text filter-seller"
          aria-label={t("sellers.find")}
          placeholder={t("sellers.find")}
          value={text}
          onChange={(event) => setText(event.target.value)}
          onPressEnter={() => set("q", text.trim())}
        />
        <Button onClick={() => set("q", text.trim())}>{t("sellers.search")}</Button>
        <Checkbox checked={get("upheld") === "true"} onChange={(event) => set("upheld", event.target.checked ? "true" : undefined)}>
          {t("sellers.upheldOnly")}
        </Checkbox>
      </div>
      {pages.error ? <Failure error={pages.error} onRetry={pages.reload} /> : null}
      {!pages.data && pages.loading ? <Shape /> : null}
      {pages.data && pages.items.length === 0 ? <Empty title={t(any ? "sellers.noneFound" : "sellers.empty")} hint={t(any ? "sellers.noneFoundHint" : "sellers.emptyHint")} /> : null}
      {pages.items.length > 0 ? (
        <Table<SellerRow>
          size="small"
          rowKey="id"
          sticky={{ offsetHeader: 44 }}
          pagination={false}
          dataSource={pages.items}
          scroll={{ x: 980 }}
          onRow={(row) => ({ onDoubleClick: () => navigate(`/sellers/${row.id}`) })}
          columns={[
            {
              key: "name",
              title: t("sellers.name"),
              render: (_, row) => (
                <div className="two-lines">
                  <Link to={`/sellers/${row.id}`} className="title-link">
                    {visible(row.name || row.url || row.id)}
                  </Link>
                  <span className="muted clip">{[row.platform, row.location].filter(Boolean).join(" · ")}</span>
                </div>
              ),
            },
            { key: "code", title: t("sellers.creditCode"), width: 190, render: (_, row) => <span className="mono">{row.credit_code}</span> },
            { key: "region", title: t("sellers.region"), width: 84, render: (_, row) => <span className="num">{row.region}</span> },
            count("suspected"),
            count("upheld"),
            count("notices"),
            count("taken", 88),
            count("relists", 88),
            { key: "seen", title: t("sellers.lastSeen"), width: 140, render: (_, row) => <When time={row.last_seen} /> },
          ]}
        />
      ) : null}
      <ListFoot pages={pages} />
    </div>
  );
}
