// One case in its parts: leads and notices, its history, identification, the procedure, what came back, documents.
import { Button } from "antd";
import { useState } from "react";
import { Link, useParams, useSearchParams } from "react-router-dom";
import { type CaseDetail, type Clue, type Identification, query, type Relist } from "../api/client";
import { useGet } from "../api/use";
import { useMay } from "../session";
import { useText } from "../i18n";
import { money } from "../lib/format";
import { usePages } from "../lib/pages";
import { Empty, Failure, Heading, Shape, State, Weight, When } from "../parts/bits";
import { CaseActs } from "../parts/caseacts";
import { CaseHistory } from "../parts/casehistory";
import { CasePackages } from "../parts/casepackages";
import { OpenClue } from "../parts/clueacts";
import { ClueFile } from "../parts/cluefile";
import { DraftNotice } from "../parts/draft";
import { Forms } from "../parts/forms";
import { IdentificationRows } from "../parts/identificationrows";
import { ListFoot } from "../parts/listfoot";
import { Thumb } from "../parts/picture";
import { Tags } from "../parts/reasons";
import { RelistRows } from "../parts/relistrows";

const kTabs = ["overview", "timeline", "identification", "procedure", "relists", "documents"] as const;
type Tab = (typeof kTabs)[number];
// What one must be allowed to see for a part to be there.
const kNeeds: Partial<Record<Tab, string>> = { identification: "identification.see", procedure: "clue.see", relists: "measure.see", documents: "report.see" };

function Overview({ made }: { made: CaseDetail }) {
  const { t, named } = useText();
  const may = useMay();
  return (
    <div className="case-cols">
      <section className="panel" aria-labelledby="case-flags">
        <header className="panel-head">
          <h2 id="case-flags">
            {t("cases.listings")} <span className="muted num">{made.flags.length}</span>
          </h2>
        </header>
        <ul className="rows">
          {made.flags.map((flag) => (
            <li key={flag.id} className="case-flag">
              <Thumb sha256={flag.picture} size={44} />
              <div className="case-flag-main">
                <Link to={`/flags/${flag.id}`} className="title-link">
                  {flag.title || t("queue.untitled")}
                </Link>
                <span className="muted">
                  {flag.seller || t("common.unknown")} · {flag.platform} · <span className="num">{money(flag.price) || t("common.priceUnknown")}</span>
                </span>
                <Tags codes={flag.reason_codes} cleared={false} />
              </div>
              <Weight db={flag.db} />
            </li>
          ))}
        </ul>
      </section>
      <div className="case-side">
        <section className="panel" aria-labelledby="case-notices">
          <header className="panel-head">
            <h2 id="case-notices">
              {t("cases.notices")} <span className="muted num">{made.notices.length}</span>
            </h2>
          </header>
          {made.notices.length === 0 ? <Empty title={t("cases.noNotices")} hint={t("cases.noNoticesHint")} /> : null}
          <ul className="rows">
            {made.notices.map((notice) => (
              <li key={notice.id} className="notice-row">
                <div className="case-flag-main">
                  <Link to={`/notices/${notice.id}`}>{named("regime", notice.regime)}</Link>
                  <span className="muted">
                    {notice.platform} · {named("notices", notice.language)}
                    {notice.created_at ? (
                      <>
                        {" · "}
                        <When time={notice.created_at} />
                      </>
                    ) : null}
                  </span>
                </div>
                <State state={notice.state} />
              </li>
            ))}
          </ul>
        </section>
        {may("evidence.see") ? <CasePackages key={made.id} caseId={made.id} /> : null}
      </div>
    </div>
  );
}

function Questions({ caseId }: { caseId: string }) {
  const { t } = useText();
  const pages = usePages<Identification>(`/identifications${query({ case: caseId, limit: 50 })}`);
  return (
    <section className="panel" aria-label={t("casefile.identification")}>
      {pages.error ? <Failure error={pages.error} onRetry={pages.reload} /> : null}
      {!pages.data && pages.loading ? <Shape rows={3} /> : null}
      {pages.data && pages.items.length === 0 ? <Empty title={t("identify.empty")} hint={t("identify.emptyHint")} /> : null}
      <IdentificationRows rows={pages.items} />
      {pages.next ? <ListFoot pages={pages} /> : null}
    </section>
  );
}

function Procedure({ made, onDone }: { made: CaseDetail; onDone: () => void }) {
  const { t } = useText();
  const may = useMay();
  const pages = usePages<Clue>(`/clues${query({ case: made.id, limit: 50 })}`);
  const changed = () => {
    pages.reload();
    onDone();
  };
  const open = may("clue.run") && made.state === "open" ? <OpenClue caseId={made.id} onDone={changed} /> : null;
  return (
    <div className="clues">
      {pages.error ? <Failure error={pages.error} onRetry={pages.reload} /> : null}
      {!pages.data && pages.loading ? <Shape rows={4} /> : null}
      {pages.data && pages.items.length === 0 ? (
        <Empty title={t("clues.none")} hint={t("clues.noneHint")}>
          {open}
        </Empty>
      ) : null}
      {pages.items.map((clue) => (
        <ClueFile key={clue.id} id={clue.id} onDone={changed} />
      ))}
      {pages.items.length > 0 ? <div>{open}</div> : null}
    </div>
  );
}

function Returns({ caseId }: { caseId: string }) {
  const { t } = useText();
  const pages = usePages<Relist>(`/relists${query({ case: caseId, limit: 50 })}`);
  return (
    <>
      {pages.error ? <Failure error={pages.error} onRetry={pages.reload} /> : null}
      {!pages.data && pages.loading ? <Shape rows={4} /> : null}
      {pages.data && pages.items.length === 0 ? <Empty title={t("relists.empty")} hint={t("relists.emptyHint")} /> : null}
      <RelistRows rows={pages.items} withCase={false} />
      <ListFoot pages={pages} />
    </>
  );
}

export default function CasePage() {
  const { id = "" } = useParams();
  const { t, named, local } = useText();
  const may = useMay();
  const [search] = useSearchParams();
  const tabs = kTabs.filter((one) => !kNeeds[one] || may(kNeeds[one]));
  const tab = tabs.find((one) => one === search.get("tab")) ?? "overview";
  const { data: made, error, reload } = useGet<CaseDetail>(`/cases/${id}`);
  const [drafting, setDrafting] = useState(false);
  if (error) {
    return (
      <div className="page">
        <Failure error={error} onRetry={reload} />
      </div>
    );
  }
  if (!made) {
    return (
      <div className="page">
        <Shape rows={10} />
      </div>
    );
  }
  return (
    <div className="page">
      <Heading
        title={made.title}
        hint={
          <>
            <State state={made.state} /> {made.right ? `${made.right.title ?? ""}${made.right.kind ? ` · ${named("kind", made.right.kind)}` : ""} · ` : null}
            <When time={made.created_at} />
            {made.outcome ? <span> · {t("casefile.outcomeIs", { outcome: local(made.outcomes.find(({ code }) => code === made.outcome)?.name) || made.outcome })}</span> : null}
          </>
        }
      >
        <Link to={`/deadlines?case=${id}&state=any`}>{t("casefile.seeTerms")}</Link>
        <CaseActs made={made} onDone={reload} />
        <Button type="primary" disabled={!may("notice.draft") || made.state !== "open"} onClick={() => setDrafting(true)} data-testid="draft">
          {t("cases.draft")}
        </Button>
      </Heading>
      <nav className="tabs" aria-label={t("casefile.sections")}>
        {tabs.map((one) => (
          <Link key={one} to={one === "overview" ? `/cases/${id}` : `/cases/${id}?tab=${one}`} replace className={tab === one ? "here" : ""} aria-current={tab === one ? "page" : undefined}>
            {t(`casefile.${one}`)}
          </Link>
        ))}
      </nav>
      {tab === "overview" ? <Overview made={made} /> : null}
      {tab === "timeline" ? <CaseHistory made={made} /> : null}
      {tab === "identification" ? <Questions caseId={id} /> : null}
      {tab === "procedure" ? <Procedure made={made} onDone={reload} /> : null}
      {tab === "relists" ? <Returns caseId={id} /> : null}
      {tab === "documents" ? <Forms about={id} of="case" /> : null}
      {drafting ? <DraftNotice made={made} platforms={made.platforms} onClose={() => setDrafting(false)} onDrafted={reload} /> : null}
    </div>
  );
}
