// The list of cases.
import { Link, useNavigate } from "react-router-dom";
import type { CasePage } from "../api/client";
import { useVocabulary } from "../api/vocabulary";
import { useText } from "../i18n";
import { beijing } from "../lib/format";
import { usePages } from "../lib/pages";
import { Empty, Failure, Heading, Shape, State, When } from "../parts/bits";
import { ListFoot } from "../parts/listfoot";
import { type ListColumn, ListTable, ListTools, useList } from "../parts/listtable";

type Row = CasePage["items"][number];

function useColumnsOfCases(): ListColumn<Row>[] {
  const { t, named, lang } = useText();
  const outcomes = useVocabulary("case_outcomes");
  const outcome = (row: Row) => (row.outcome ? outcomes.nameOf(row.outcome) : "");
  return [
    { key: "title", title: t("cases.name"), fixed: true, text: (row) => row.title, cell: (row) => <Link to={`/cases/${row.id}`}>{row.title}</Link> },
    { key: "flags", title: t("cases.flags"), width: 72, align: "right", text: (row) => String(row.flags ?? ""), cell: (row) => <span className="num">{row.flags}</span> },
    { key: "state", title: t("cases.state"), width: 96, phone: true, text: (row) => named("state", row.state), cell: (row) => <State state={row.state} /> },
    { key: "outcome", title: t("casefile.outcome"), width: 180, text: outcome, cell: outcome },
    { key: "created", title: t("cases.created"), width: 148, text: (row) => beijing(row.created_at, lang), cell: (row) => <When time={row.created_at} /> },
  ];
}

export default function Cases() {
  const { t } = useText();
  const navigate = useNavigate();
  const pages = usePages<Row>("/cases?limit=50");
  const list = useList("cases", useColumnsOfCases());
  return (
    <div className="page">
      <Heading title={t("cases.title")}>
        <ListTools list={list} rows={pages.items} />
      </Heading>
      {pages.error ? <Failure error={pages.error} onRetry={pages.reload} /> : null}
      {!pages.data && pages.loading ? <Shape /> : null}
      {pages.data && pages.items.length === 0 ? (
        <Empty title={t("cases.empty")} hint={t("cases.emptyHint")}>
          <Link to="/flags">{t("cases.toQueue")}</Link>
        </Empty>
      ) : null}
      {pages.items.length > 0 ? <ListTable list={list} rows={pages.items} onOpen={(row) => navigate(`/cases/${row.id}`)} /> : null}
      <ListFoot pages={pages} />
    </div>
  );
}
