// Packages of evidence, newest first, of all cases or of one.
import { Button, Grid, Table } from "antd";
import { Link, useNavigate, useSearchParams } from "react-router-dom";
import { type Package, query } from "../api/client";
import { useText } from "../i18n";
import { shorten, size } from "../lib/format";
import { usePages } from "../lib/pages";
import { Empty, Failure, Heading, Shape, When } from "../parts/bits";
import { TimeWords } from "../parts/packagebits";

export default function Evidence() {
  const { t, lang } = useText();
  const navigate = useNavigate();
  const [search] = useSearchParams();
  const ofCase = search.get("case");
  const wide = Grid.useBreakpoint().md ?? true;
  const { items, next, error, loading, data, reload, loadMore, busy, moreError } = usePages<Package>(`/packages${query({ case: ofCase, limit: 50 })}`);
  const count = (n: number) => n.toLocaleString(lang);
  const nameOf = (row: Package) => (
    <Link to={`/evidence/${row.id}`} className="title-link mono">
      {row.name}
    </Link>
  );
  const caseOf = (row: Package) => (
    <Link to={`/cases/${row.case}`} className="num" title={row.case}>
      {shorten(row.case, 4)}
    </Link>
  );
  return (
    <div className="page">
      <Heading title={t("evidence.title")} hint={t("evidence.hint")} />
      {ofCase ? (
        <p className="filters">
          {t("evidence.ofCase")} <Link to={`/cases/${ofCase}`}>{t("evidence.openCase")}</Link> <Link to="/evidence">{t("evidence.allCases")}</Link>
        </p>
      ) : null}
      {error ? <Failure error={error} onRetry={reload} /> : null}
      {!data && loading ? <Shape /> : null}
      {data && items.length === 0 ? (
        <Empty title={t(ofCase ? "evidence.emptyCase" : "evidence.empty")} hint={t(ofCase ? "evidence.emptyCaseHint" : "evidence.emptyHint")}>
          {ofCase ? <Link to={`/cases/${ofCase}`}>{t("evidence.openCase")}</Link> : <Link to="/cases">{t("evidence.toCases")}</Link>}
        </Empty>
      ) : null}
      {items.length > 0 && wide ? (
        <Table<Package>
          size="small"
          rowKey="id"
          sticky={{ offsetHeader: 44 }}
          pagination={false}
          dataSource={items}
          scroll={{ x: 900 }}
          onRow={(row) => ({ onDoubleClick: () => navigate(`/evidence/${row.id}`) })}
          columns={[
            { key: "name", title: t("evidence.name"), render: (_, row) => nameOf(row) },
            { key: "case", title: t("evidence.case"), width: 130, render: (_, row) => caseOf(row) },
            { key: "made", title: t("evidence.made"), width: 148, render: (_, row) => <When time={row.created_at} /> },
            { key: "captures", title: t("evidence.captures"), width: 88, align: "right", render: (_, row) => <span className="num">{count(row.captures)}</span> },
            { key: "size", title: t("evidence.size"), width: 96, align: "right", render: (_, row) => <span className="num">{size(row.bytes)}</span> },
            { key: "time", title: t("evidence.time"), width: 320, render: (_, row) => <TimeWords time={row.time} /> },
          ]}
        />
      ) : null}
      {items.length > 0 && !wide ? (
        <ul className="panel rows">
          {items.map((row) => (
            <li key={row.id} className="loss">
              {nameOf(row)}
              <span className="loss-head">
                <When time={row.created_at} />
                <span className="num">{size(row.bytes)}</span>
              </span>
              <span className="muted">
                {t("evidence.capturesCount", { n: count(row.captures) })} · {t("evidence.case")} {caseOf(row)}
              </span>
              <TimeWords time={row.time} />
            </li>
          ))}
        </ul>
      ) : null}
      {moreError ? <Failure error={moreError} onRetry={() => void loadMore()} /> : null}
      {next ? (
        <div className="table-foot">
          <span />
          <Button onClick={() => void loadMore()} loading={busy} data-testid="more">
            {t("common.more")}
          </Button>
        </div>
      ) : null}
    </div>
  );
}
