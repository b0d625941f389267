// How many leads come by chance, by their weight, as names that nobody bears tell.
import { Table } from "antd";
import type { Chance } from "../api/client";
import { useGet } from "../api/use";
import { useText } from "../i18n";
import { percent } from "../lib/format";
import { Empty, Failure, Shape, When } from "./bits";
import { kFocusTable } from "./focustable";

type Row = Chance["rows"][number];
const share = (value: number | null) => <span className="num">{value == null ? "–" : percent(value)}</span>;

export function ChanceShares() {
  const { t, lang } = useText();
  const { data, error, loading, reload } = useGet<Chance>("/rules/chance");
  return (
    <section aria-labelledby="chance-title">
      <h2 className="second" id="chance-title">
        {t("chance.title")}
      </h2>
      <p className="muted">{t("chance.hint")}</p>
      {error ? <Failure error={error} onRetry={reload} /> : null}
      {!data && loading ? <Shape rows={3} /> : null}
      {data && !data.at ? <Empty title={t("chance.empty")} hint={t("chance.emptyHint")} /> : null}
      {data?.at ? (
        <div data-testid="chance" data-shown={data.shown}>
          <p>
            {t("chance.counted", { names: data.decoys.toLocaleString(lang), rights: data.rights.toLocaleString(lang), n: data.scanned.toLocaleString(lang) })} <When time={data.at} />
          </p>
          {data.why === "too_few" || data.why === "contradicted" ? <p className="amber">{t(`chance.why.${data.why}`)}</p> : null}
          {data.decided && data.decided.leads > 0 ? (
            <p className="muted">{t("chance.decided", { n: data.decided.leads, chance: data.decided.chance, claimed: data.decided.claimed.toLocaleString(lang) })}</p>
          ) : null}
          <Table<Row>
            size="small"
            rowKey="from_db"
            pagination={false}
            components={kFocusTable}
            dataSource={data.rows}
            scroll={{ x: 420 }}
            columns={[
              { key: "from", title: t("chance.from"), align: "right", render: (_, row) => <span className="num">{row.from_db}</span> },
              { key: "suspected", title: t("chance.suspected"), align: "right", render: (_, row) => <span className="num">{row.suspected}</span> },
              { key: "chance", title: t("chance.chance"), align: "right", render: (_, row) => <span className="num">{row.chance.toLocaleString(lang)}</span> },
              { key: "share", title: t("chance.share"), align: "right", render: (_, row) => share(row.share) },
              { key: "most", title: t("chance.atMost"), align: "right", render: (_, row) => share(row.at_most) },
            ]}
          />
        </div>
      ) : null}
      {data ? <Upheld upheld={data.upheld} /> : null}
    </section>
  );
}

// What people made of leads of each weight.
function Upheld({ upheld }: { upheld: Chance["upheld"] }) {
  const { t, lang } = useText();
  const { labels, least, rows } = upheld;
  return (
    <div data-testid="upheld">
      <h3>{t("chance.upheldTitle")}</h3>
      {rows.length === 0 ? (
        <p className="muted">{t("chance.upheldFew", { n: labels.toLocaleString(lang), least: least.toLocaleString(lang) })}</p>
      ) : (
        <>
          <p className="muted">{t("chance.upheldHint", { n: labels.toLocaleString(lang) })}</p>
          <Table<(typeof rows)[number]>
            size="small"
            rowKey="from_db"
            pagination={false}
            components={kFocusTable}
            dataSource={rows}
            scroll={{ x: 420 }}
            columns={[
              { key: "from", title: t("chance.from"), align: "right", render: (_, row) => <span className="num">{row.from_db}</span> },
              { key: "leads", title: t("chance.upheldLeads"), align: "right", render: (_, row) => <span className="num">{row.leads.toLocaleString(lang)}</span> },
              { key: "share", title: t("chance.upheldShare"), align: "right", render: (_, row) => share(row.share) },
              {
                key: "between",
                title: t("chance.upheldBetween"),
                align: "right",
                render: (_, row) => (
                  <span className="num">
                    {percent(row.low)} – {percent(row.high)}
                  </span>
                ),
              },
            ]}
          />
        </>
      )}
    </div>
  );
}
