// Questions to holders: the bureau sees all of a case, a holder those of its own rights.
import { Button, Select } from "antd";
import { Link } from "react-router-dom";
import { type Identification, query } from "../api/client";
import { useText } from "../i18n";
import { useFilters } from "../lib/filters";
import { usePages } from "../lib/pages";
import { useMay } from "../session";
import { Empty, Failure, Heading, Shape } from "../parts/bits";
import { IdentificationRows } from "../parts/identificationrows";
import { ListFoot } from "../parts/listfoot";

const kStates = ["asked", "answered", "withdrawn"] as const;

export default function Identifications() {
  const { t, named } = useText();
  const { get, set } = useFilters();
  const may = useMay();
  const holder = may("identification.answer");
  const state = kStates.find((one) => one === get("state")) ?? (holder && !get("state") ? "asked" : undefined);
  const caseId = holder ? "" : get("case");
  const pages = usePages<Identification>(`/identifications${query({ state, case: caseId, limit: 50 })}`);
  return (
    <div className="page">
      <Heading title={t("identify.title")} hint={t(holder ? "identify.hintHolder" : "identify.hint")}>
        {caseId ? <Button onClick={() => set("case", undefined)}>{t("identify.allCases")}</Button> : null}
        <Select
          value={state ?? "any"}
          aria-label={t("identify.state")}
          className="filter-platform"
          onChange={(value) => set("state", value === "any" && !holder ? undefined : value)}
          options={[{ value: "any", label: t("identify.anyState") }, ...kStates.map((value) => ({ value, label: named("state.identification", value) }))]}
        />
      </Heading>
      {caseId ? <p className="alert">{t("identify.ofCase")}</p> : null}
      {pages.error ? <Failure error={pages.error} onRetry={pages.reload} /> : null}
      {!pages.data && pages.loading ? <Shape rows={6} /> : null}
      {pages.data && pages.items.length === 0 ? (
        holder ? (
          <Empty title={t("identify.emptyHolder")} hint={t("identify.emptyHolderHint")} />
        ) : (
          <Empty title={t("identify.empty")} hint={t("identify.emptyHint")}>
            <Link to="/cases">{t("identify.toCases")}</Link>
          </Empty>
        )
      ) : null}
      {pages.items.length > 0 ? (
        <section className="panel" aria-label={t("identify.title")}>
          <IdentificationRows rows={pages.items} />
        </section>
      ) : null}
      <ListFoot pages={pages} />
    </div>
  );
}
