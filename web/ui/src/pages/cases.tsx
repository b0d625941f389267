// The list of cases.
import { Button, Table } from "antd";
import { Link, useNavigate } from "react-router-dom";
import type { CasePage } from "../api/client";
import { useText } from "../i18n";
import { usePages } from "../lib/pages";
import { Empty, Failure, Heading, Shape, State, When } from "../parts/bits";

type Row = CasePage["items"][number];

export default function Cases() {
  const { t } = useText();
  const navigate = useNavigate();
  const { items, next, error, loading, data, reload, loadMore, busy } = usePages<Row>("/cases?limit=50");
  return (
    <div className="page">
      <Heading title={t("cases.title")} />
      {error ? <Failure error={error} onRetry={reload} /> : null}
      {!data && loading ? <Shape /> : null}
      {data && items.length === 0 ? (
        <Empty title={t("cases.empty")} hint={t("cases.emptyHint")}>
          <Link to="/flags">{t("cases.toQueue")}</Link>
        </Empty>
      ) : null}
      {items.length > 0 ? (
        <Table<Row>
          size="small"
          rowKey="id"
          sticky={{ offsetHeader: 44 }}
          pagination={false}
          dataSource={items}
          scroll={{ x: 820 }}
          onRow={(row) => ({ onDoubleClick: () => navigate(`/cases/${row.id}`) })}
          columns={[
            { key: "title", title: t("cases.name"), render: (_, row) => <Link to={`/cases/${row.id}`}>{row.title}</Link> },
            { key: "flags", title: t("cases.flags"), width: 72, align: "right", render: (_, row) => <span className="num">{row.flags}</span> },
            { key: "state", title: t("cases.state"), width: 96, render: (_, row) => <State state={row.state} /> },
            { key: "created", title: t("cases.created"), width: 148, render: (_, row) => <When time={row.created_at} /> },
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
    </div>
  );
}
