// A clue in full: what can be done now, its terms, its limitation, every step.
import type { ClueDetail } from "../api/client";
import { useGet } from "../api/use";
import { useText } from "../i18n";
import { visible } from "../lib/format";
import { Digest, Fact, Failure, Shape, State, When } from "./bits";
import { RunningTerms } from "./clock";
import { ClueActs } from "./clueacts";

export function ClueFile({ id, onDone }: { id: string; onDone?: () => void }) {
  const { t, local, named } = useText();
  const { data: clue, error, reload } = useGet<ClueDetail>(`/clues/${id}`);
  if (error) return <Failure error={error} onRetry={reload} />;
  if (!clue) return <Shape rows={6} />;
  const limit = clue.limitation;
  const done = () => {
    reload();
    onDone?.();
  };
  return (
    <section className="panel pad" aria-label={t("clues.title")} data-testid="clue" data-clue={clue.id} data-state={clue.state}>
      <div className="loss-head">
        <h2>
          {t("clues.title")} {clue.number ? visible(clue.number) : ""}
        </h2>
        <State of="clue" state={clue.state} />
      </div>
      {clue.hint ? <p className="alert">{local(clue.hint)}</p> : null}
      <ClueActs key={clue.row_version} clue={clue} onDone={done} />
      <div className="clue-cols">
        <div>
          <dl className="facts">
            {clue.officer ? <Fact label={t("clues.officers")}>{[clue.officer, clue.second_officer].filter(Boolean).join(" · ")}</Fact> : null}
            <Fact label={t("clues.regionIs")}>{clue.region || t("common.unknown")}</Fact>
            {limit ? (
              <Fact label={t("clues.limitation")}>
                {t("clues.limitationUntil", { seen: limit.last_seen, years: limit.years, until: limit.until, grave: limit.grave_years, graveUntil: limit.grave_until })}{" "}
                <span className="muted">
                  {local(limit.statute)} {local(limit.article)}
                </span>{" "}
                {limit.verified ? null : <span className="tag tag-amber">{t("deadlines.unverified")}</span>}
              </Fact>
            ) : null}
          </dl>
          <RunningTerms terms={clue.terms} />
        </div>
        <div>
          <h3>{t("clues.timeline")}</h3>
          {clue.timeline.length === 0 ? <p className="muted">{t("clues.noSteps")}</p> : null}
          <ol className="timeline" data-testid="clue-timeline">
            {clue.timeline
              .slice()
              .reverse()
              .map((step) => (
                <li key={`${step.act}${step.recorded_at}`}>
                  <span>
                    <strong>{named("clues.act", step.act)}</strong> <When time={step.at} />
                  </span>
                  <span className="muted wrap">
                    {step.actor}
                    {step.second_officer ? ` ${t("clues.withSecond", { login: step.second_officer })}` : ""}
                    {step.number ? ` · ${visible(step.number)}` : ""}
                    {step.region ? ` · ${step.region}` : ""}
                  </span>
                  {step.reason ? <span className="wrap">{visible(step.reason)}</span> : null}
                  {step.documents.map((one) => (
                    <span key={one.sha256 + one.name} className="muted">
                      {local(clue.documents.find(({ code }) => code === one.name)?.name) || visible(one.name)} <Digest value={one.sha256} />
                    </span>
                  ))}
                </li>
              ))}
          </ol>
        </div>
      </div>
    </section>
  );
}
