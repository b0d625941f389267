// One case: its leads, its notices, and the drafting of a notice.
import { Button } from "antd";
import { useState } from "react";
import { Link, useParams } from "react-router-dom";
import type { CaseDetail } from "../api/client";
import { useGet } from "../api/use";
import { useMay } from "../session";
import { useText } from "../i18n";
import { money } from "../lib/format";
import { Empty, Failure, Heading, Shape, State, Weight, When } from "../parts/bits";
import { CasePackages } from "../parts/casepackages";
import { DraftNotice } from "../parts/draft";
import { Thumb } from "../parts/picture";
import { Tags } from "../parts/reasons";

export default function CasePage() {
  const { id = "" } = useParams();
  const { t, named } = useText();
  const may = useMay();
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
          </>
        }
      >
        <Button type="primary" disabled={!may("notice.draft")} onClick={() => setDrafting(true)} data-testid="draft">
          {t("cases.draft")}
        </Button>
      </Heading>
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
          {may("evidence.see") ? <CasePackages key={id} caseId={id} /> : null}
        </div>
      </div>
      {drafting ? <DraftNotice made={made} platforms={made.platforms} onClose={() => setDrafting(false)} onDrafted={reload} /> : null}
    </div>
  );
}
