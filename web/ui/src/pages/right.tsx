// One right: as registered, what became of it, its versions, documents and tells.
import { Button } from "antd";
import { Link, useParams } from "react-router-dom";
import type { RightDetail, RightRecord } from "../api/client";
import { useGet } from "../api/use";
import { useText } from "../i18n";
import { useFilters } from "../lib/filters";
import { AliasGraph } from "../parts/aliasgraph";
import { Failure, Heading, Shape } from "../parts/bits";
import { RightFacts } from "../parts/rightfacts";
import { RightNumbers } from "../parts/rightnumbers";
import { kRowsOf, RightRows, type RowsOf } from "../parts/rightrows";
import { Standing, Warning } from "../parts/rightstanding";
import { StatusLook } from "../parts/rightstatus";
import { Tells } from "../parts/righttells";
import { Versions } from "../parts/rightversions";
import { useMay } from "../session";

const kTabs = ["facts", "aliases", "versions", "tells", ...kRowsOf] as const;
type Tab = (typeof kTabs)[number];

export default function RightPage() {
  const { id = "" } = useParams();
  const { t, named } = useText();
  const may = useMay();
  const { get, set } = useFilters();
  const { data, error, reload } = useGet<RightDetail>(`/rights/${id}`);
  const record = useGet<RightRecord>(`/rights/${id}/record`);
  const tab: Tab = kTabs.find((one) => one === get("tab")) ?? "facts";
  if (error) {
    return (
      <div className="page">
        <Failure error={error} onRetry={reload} />
      </div>
    );
  }
  if (!data) {
    return (
      <div className="page">
        <Shape rows={10} />
      </div>
    );
  }
  const tabs = kTabs.filter((one) => (one !== "tells" || may("right.see_tells")) && (one !== "aliases" || may("alias.see")));
  return (
    <div className="page right-page">
      <Heading
        title={data.right.title || data.right_id}
        hint={
          <>
            {named("kind", data.kind)} · {data.right_id} · {t("rights.version")} <span className="num">{data.version}</span> · <Standing standing={data.standing} />
          </>
        }
      >
        {may("right.add") ? (
          <>
            <StatusLook right={data} onDone={() => (reload(), record.reload())} />
            <Link to={`/rights/${data.id}/edit`}>
              <Button type="primary" data-testid="right-edit">
                {t("registration.edit")}
              </Button>
            </Link>
          </>
        ) : null}
      </Heading>
      {(data.warnings ?? []).length > 0 ? (
        <ul className="alert alert-amber plain" data-testid="warnings">
          {(data.warnings ?? []).map((one) => (
            <li key={one.code}>
              <Warning warning={one} />
            </li>
          ))}
        </ul>
      ) : null}
      {record.error ? <Failure error={record.error} onRetry={record.reload} /> : null}
      {record.data ? <RightNumbers id={data.id} record={record.data} /> : <Shape rows={3} />}
      <nav className="tabs" aria-label={t("rights.parts")}>
        {tabs.map((one) => (
          <button key={one} type="button" className={one === tab ? "here" : ""} aria-current={one === tab ? "page" : undefined} onClick={() => set("tab", one === "facts" ? undefined : one)} data-tab={one}>
            {named("rights.tab", one)}
          </button>
        ))}
      </nav>
      {tab === "facts" ? <RightFacts right={data} /> : null}
      {tab === "aliases" ? <AliasGraph id={data.id} /> : null}
      {tab === "versions" ? <Versions right={data} /> : null}
      {tab === "tells" ? <Tells id={data.id} /> : null}
      {kRowsOf.some((one) => one === tab) ? <RightRows id={data.id} of={tab as RowsOf} state={get("state")} /> : null}
    </div>
  );
}
