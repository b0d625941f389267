// How many leads come by chance, by their weight, as names that nobody bears tell.
import { Table } from "antd";
import type { Chance } from "../api/client";
import { useGet } from "../api/use";
import { useText } from "../i18n";
import { percent } from "../lib/format";
import { Empty, Failure, Shape, When } from "./bits";

type Row = Chance["rows"][number];

export function ChanceShares() {
  const { t, lang } = useText();
  const { data, error, loading, reload } = useGet<Chance>("/rules/chance");
  const share = (value: number | null) => <span className="num">{value == null ? "–" : percent(value)}</span>;
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
    </section>
  );
}
