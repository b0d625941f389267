// One notice: what it says, byte for byte, and what it still lacks.
import { Button } from "antd";
import { Link, useParams } from "react-router-dom";
import type { Notice } from "../api/client";
import { useGet } from "../api/use";
import { useText } from "../i18n";
import { RunningTerms } from "../parts/clock";
import { Checklist } from "../parts/lint";
import { ActButtons, Acts } from "../parts/noticeacts";
import { EditDraft } from "../parts/noticeedit";
import { Follows, Repeats } from "../parts/noticefollows";
import { Terms } from "../parts/terms";
import { Digest, Empty, Fact, Failure, Heading, Shape, State, When } from "../parts/bits";

export default function NoticePage() {
  const { id = "" } = useParams();
  const { t, named, local } = useText();
  const { data: notice, error, reload } = useGet<Notice>(`/notices/${id}`);
  if (error) {
    return (
      <div className="page">
        <Failure error={error} onRetry={reload} />
      </div>
    );
  }
  if (!notice) {
    return (
      <div className="page">
        <Shape rows={12} />
      </div>
    );
  }
  const missing = notice.missing ?? [];
  const whole = missing.length === 0;
  return (
    <div className="page">
      <Heading
        title={named("regime", notice.regime)}
        hint={
          <>
            <State state={notice.state} /> {named("notices.said", notice.state)}
          </>
        }
      >
        <EditDraft notice={notice} onDone={reload} />
        <ActButtons notice={notice} onDone={reload} />
        {whole ? (
          <Button href={`/api/v1/notices/${notice.id}/preview.pdf`} data-testid="pdf">
            {t("notices.pdf")}
          </Button>
        ) : null}
      </Heading>
      <Repeats notice={notice} />
      <div className="notice-cols">
        <aside className="panel pad">
          <dl className="facts">
            <Fact label={t("notices.platform")}>{notice.platform}</Fact>
            <Fact label={t("notices.language")}>{named("notices", notice.language)}</Fact>
            {notice.items != null ? (
              <Fact label={t("notices.listings")}>
                <span className="num">{notice.items}</span>
              </Fact>
            ) : null}
            {notice.case ? (
              <Fact label={t("notices.case")}>
                <Link to={`/cases/${notice.case}`}>{notice.right || t("cases.name")}</Link>
              </Fact>
            ) : null}
            {notice.created_at ? (
              <Fact label={t("notices.created")}>
                <When time={notice.created_at} />
              </Fact>
            ) : null}
            {notice.payload_digest ? (
              <Fact label={t("notices.digest")}>
                <Digest value={notice.payload_digest} />
              </Fact>
            ) : null}
          </dl>
          {whole ? (
            <p className="alert alert-green">{t("notices.wholeNow")}</p>
          ) : (
            <div className="alert alert-amber" role="alert">
              <p>
                <strong>{t("notices.missing", { n: missing.length })}</strong>
              </p>
              <ul className="missing">
                {missing.map((field) => (
                  <li key={field.pointer}>
                    {local(field.label)} <span className="muted">{local(field.rule)}</span>
                  </li>
                ))}
              </ul>
            </div>
          )}
          <Checklist notice={notice} />
          <RunningTerms terms={notice.terms ?? []} />
          <Acts notice={notice} />
          {(notice.terms ?? []).length === 0 ? <Terms notice={notice.id} /> : null}
        </aside>
        <section className="panel preview" aria-label={t("notices.preview")}>
          <header className="panel-head">
            <h2>{t("notices.preview")}</h2>
            <span className="muted">{whole ? t(notice.sending ? "notices.previewSent" : "notices.previewHint") : null}</span>
          </header>
          {whole ? <iframe title={t("notices.preview")} src={`/api/v1/notices/${notice.id}/preview.html`} sandbox="" data-testid="preview" /> : <Empty title={t("notices.noPreview")} hint={t("notices.missingPage")} />}
        </section>
      </div>
      <Follows notice={notice} onDone={reload} />
    </div>
  );
}
