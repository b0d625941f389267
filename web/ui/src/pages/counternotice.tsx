// One counter-notice: what it says, against which notice, the clock, and what is done about it.
import { Link, useParams } from "react-router-dom";
import type { CounterNotice, Notice } from "../api/client";
import { useGet } from "../api/use";
import { useVocabulary } from "../api/vocabulary";
import { useText } from "../i18n";
import { visible } from "../lib/format";
import { Digest, Fact, Failure, Heading, Shape, State, When } from "../parts/bits";
import { Left, RunningTerms } from "../parts/clock";
import { CounterActs } from "../parts/counteracts";
import { itemsOf } from "../parts/lint";
import { TakedownTabs } from "../parts/takedowntabs";

export default function CounterNoticePage() {
  const { id = "" } = useParams();
  const { t, named } = useText();
  const reasons = useVocabulary("counter_reasons");
  const { data: counter, error, reload } = useGet<CounterNotice>(`/counter-notices/${id}`);
  const notice = useGet<Notice>(counter ? `/notices/${counter.notice}` : null);
  if (error) {
    return (
      <div className="page">
        <TakedownTabs />
        <Failure error={error} onRetry={reload} />
      </div>
    );
  }
  if (!counter) {
    return (
      <div className="page">
        <Shape rows={10} />
      </div>
    );
  }
  const listed = notice.data ? itemsOf(notice.data) : [];
  const filing = counter.filing;
  const waitsForAnother = counter.state === "received" && !counter.may.includes("sue");
  return (
    <div className="page">
      <TakedownTabs />
      <Heading
        title={`${t("counter.one")} · ${visible(counter.from.name)}`}
        hint={
          <>
            <State of="counter" state={counter.state} /> {reasons.nameOf(counter.reason)}
          </>
        }
      >
        <CounterActs counter={counter} onDone={reload} />
      </Heading>
      <div className="notice-cols">
        <aside className="panel pad">
          <div className="bigclock" data-testid="big-clock">
            {counter.due ? (
              <>
                <span className="muted">{t("counter.answerBy")}</span>
                <span className="bigclock-day">
                  <When time={counter.due} />
                </span>
                <Left due={counter.due} big />
              </>
            ) : (
              <span className="muted">{t(counter.late ? "counter.late" : "counter.noClock")}</span>
            )}
          </div>
          {waitsForAnother ? <p className="alert">{t("counter.anotherPerson")}</p> : null}
          {filing ? (
            <dl className="facts" data-testid="filing">
              <Fact label={t(`counter.filing.${filing.kind}`)}>{visible(filing.number)}</Fact>
              <Fact label={t("counter.filedAt")}>
                <When time={filing.filed_at} />
              </Fact>
              <Fact label={t("counter.toldAt")}>{filing.told_at ? <When time={filing.told_at} /> : <span className="amber">{t("counter.toldYet")}</span>}</Fact>
              {filing.proof_sha256 ? (
                <Fact label={t("counter.proof")}>
                  <Digest value={filing.proof_sha256} />
                </Fact>
              ) : null}
            </dl>
          ) : null}
          {counter.decision ? (
            <p className="alert alert-green wrap">
              {t("counter.decided")} <When time={counter.decision.at} />
              {counter.decision.reason ? ` · ${visible(counter.decision.reason)}` : ""}
            </p>
          ) : null}
          <RunningTerms terms={counter.terms} />
        </aside>
        <section className="panel" aria-labelledby="counter-says">
          <header className="panel-head">
            <h2 id="counter-says">{t("counter.statement")}</h2>
            <span className="muted">
              <When time={counter.received_at} />
            </span>
          </header>
          <div className="pad">
            <p className="prose wrap" data-testid="counter-statement">
              {visible(counter.statement)}
            </p>
          </div>
          <dl className="facts facts-wide pad">
            <Fact label={t("counter.notice")}>
              <Link to={`/notices/${counter.notice}`}>{counter.regime ? named("regime", counter.regime) : t("counter.notice")}</Link>
            </Fact>
            <Fact label={t("counter.case")}>
              <Link to={`/cases/${counter.case}`}>{notice.data?.right || t("counter.case")}</Link>
            </Fact>
            {counter.platform ? <Fact label={t("counter.platform")}>{counter.platform}</Fact> : null}
            <Fact label={t("counter.items")}>
              {counter.items.length === 0 ? (
                t("counter.allItems")
              ) : (
                <ul className="plain">
                  {counter.items.map((item) => (
                    <li key={item}>
                      {item + 1}. {visible(listed[item]?.title_at_capture || listed[item]?.url || "")}
                    </li>
                  ))}
                </ul>
              )}
            </Fact>
            {counter.number ? <Fact label={t("counter.numberIs")}>{visible(counter.number)}</Fact> : null}
            {counter.from.address ? <Fact label={t("counter.addressIs")}>{visible(counter.from.address)}</Fact> : null}
            <Fact label={t("counter.source")}>{named("counter.source", counter.source ?? "hand")}</Fact>
            {counter.document_sha256 ? (
              <Fact label={t("counter.documentIs")}>
                <Digest value={counter.document_sha256} />
              </Fact>
            ) : null}
          </dl>
        </section>
      </div>
    </div>
  );
}
