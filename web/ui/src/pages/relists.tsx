// Offers that look like ones that were taken down, newest first.
import { Button } from "antd";
import { Link } from "react-router-dom";
import { query, type Relist } from "../api/client";
import { useText } from "../i18n";
import { useFilters } from "../lib/filters";
import { saveCsv } from "../lib/export";
import { beijing, percent } from "../lib/format";
import { usePages } from "../lib/pages";
import { Empty, Failure, Heading, Shape } from "../parts/bits";
import { ListFoot } from "../parts/listfoot";
import { RelistRows, useRelistReason } from "../parts/relistrows";
import { TakedownTabs } from "../parts/takedowntabs";

export default function Relists() {
  const { t, lang } = useText();
  const say = useRelistReason();
  const { get, set } = useFilters();
  const pages = usePages<Relist>(`/relists${query({ case: get("case"), limit: 50 })}`);
  const take = () =>
    saveCsv(
      "relists.csv",
      [t("relists.taken"), t("relists.takenUrl"), t("relists.back"), t("relists.backUrl"), t("measures.platform"), t("relists.sellerIs"), t("relists.score"), t("relists.why"), t("relists.seen")],
      pages.items.map((row) => [
        row.taken_title, row.taken_url, row.title, row.url, row.platform, row.seller ?? "", percent(Math.min(1, row.score)), row.reasons.map(say).join("; "), beijing(row.seen_at, lang),
      ]),
    );
  return (
    <div className="page">
      <TakedownTabs />
      <Heading title={t("relists.title")} hint={t("relists.hint")}>
        {get("case") ? <Button onClick={() => set("case", undefined)}>{t("relists.allCases")}</Button> : null}
        <Button disabled={pages.items.length === 0} onClick={take} data-testid="export">
          {t("common.export")}
        </Button>
      </Heading>
      {get("case") ? <p className="alert">{t("relists.ofCase")}</p> : null}
      {pages.error ? <Failure error={pages.error} onRetry={pages.reload} /> : null}
      {!pages.data && pages.loading ? <Shape rows={8} /> : null}
      {pages.data && pages.items.length === 0 ? (
        <Empty title={t("relists.empty")} hint={t("relists.emptyHint")}>
          <Link to="/verify">{t("relists.toVerify")}</Link>
        </Empty>
      ) : null}
      <RelistRows rows={pages.items} withCase />
      <ListFoot pages={pages} />
    </div>
  );
}
