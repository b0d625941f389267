// Offers that look like ones that were taken down, newest first.
import { Button } from "antd";
import { query, type Relist } from "../api/client";
import { useText } from "../i18n";
import { useFilters } from "../lib/filters";
import { usePages } from "../lib/pages";
import { Empty, Failure, Heading, Shape } from "../parts/bits";
import { ListFoot } from "../parts/listfoot";
import { RelistRows } from "../parts/relistrows";
import { TakedownTabs } from "../parts/takedowntabs";

export default function Relists() {
  const { t } = useText();
  const { get, set } = useFilters();
  const pages = usePages<Relist>(`/relists${query({ case: get("case"), limit: 50 })}`);
  return (
    <div className="page">
      <TakedownTabs />
      <Heading title={t("relists.title")} hint={t("relists.hint")}>
        {get("case") ? <Button onClick={() => set("case", undefined)}>{t("relists.allCases")}</Button> : null}
      </Heading>
      {get("case") ? <p className="alert">{t("relists.ofCase")}</p> : null}
      {pages.error ? <Failure error={pages.error} onRetry={pages.reload} /> : null}
      {!pages.data && pages.loading ? <Shape rows={8} /> : null}
      {pages.data && pages.items.length === 0 ? <Empty title={t("relists.empty")} hint={t("relists.emptyHint")} /> : null}
      <RelistRows rows={pages.items} withCase />
      <ListFoot pages={pages} />
    </div>
  );
}
