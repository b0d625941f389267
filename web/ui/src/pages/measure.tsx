// One listing under notice: what was recorded of it, every look at it, and what looks like it since.
import { Link, useParams } from "react-router-dom";
import type { MeasureDetail } from "../api/client";
import { useGet } from "../api/use";
import { useText } from "../i18n";
import { visible } from "../lib/format";
import { Empty, Fact, Failure, Heading, Shape, State, When } from "../parts/bits";
import { Looks } from "../parts/looks";
import { MeasureActs } from "../parts/measureacts";
import { MeasureSays } from "../parts/measurerows";
import { RelistRows } from "../parts/relistrows";
import { TakedownTabs } from "../parts/takedowntabs";

export default function MeasurePage() {
  const { id = "" } = useParams();
  const { t, local } = useText();
  const { data: measure, error, reload } = useGet<MeasureDetail>(`/measures/${id}`);
  if (error) {
    return (
      <div className="page">
        <TakedownTabs />
        <Failure error={error} onRetry={reload} />
      </div>
    );
  }
  if (!measure) {
    return (
      <div className="page">
        <Shape rows={10} />
      </div>
    );
  }
  return (
    <div className="page">
      <TakedownTabs />
      <Heading
        title={measure.title ? visible(measure.title) : t("measures.one")}
        hint={
          <>
            <State of="measure" state={measure.state} /> <MeasureSays row={measure} />
          </>
        }
      >
        <MeasureActs measure={measure} onDone={reload} />
      </Heading>
      <section className="panel pad">
        <dl className="facts facts-wide">
          <Fact label={t("measures.listing")}>
            <span className="mono">{visible(measure.url)}</span>
          </Fact>
          <Fact label={t("measures.platform")}>{measure.platform}</Fact>
          <Fact label={t("measures.notice")}>
            <Link to={`/notices/${measure.notice}`}>{t("measures.notice")}</Link> · <Link to={`/cases/${measure.case}`}>{t("measures.case")}</Link>
          </Fact>
          <Fact label={t("measures.asked")}>
            <When time={measure.asked_at} />
          </Fact>
          <Fact label={t("measures.next")}>{measure.next_look_at ? <When time={measure.next_look_at} /> : t("measures.noNext")}</Fact>
          {measure.outcome ? <Fact label={t("measures.outcome")}>{local(measure.outcome_name) || measure.outcome}</Fact> : null}
          {measure.note ? <Fact label={t("measures.note")}>{visible(measure.note)}</Fact> : null}
        </dl>
      </section>
      <h2 className="second">{t("measures.history")}</h2>
      {measure.checks.length === 0 ? (
        <Empty title={t("measures.noLooks")} hint={measure.may.includes("look") ? t("measures.noLooksHint") : ""} />
      ) : (
        <Looks checks={measure.checks} />
      )}
      {measure.relists.length > 0 ? (
        <>
          <h2 className="second">{t("relists.title")}</h2>
          <RelistRows rows={measure.relists} withCase={false} />
        </>
      ) : null}
    </div>
  );
}
