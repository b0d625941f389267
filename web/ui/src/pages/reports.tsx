// Figures over a period: the server's page with its charts, each figure's definition and query, downloads, a watch's documents.
import { Button, Input, Select } from "antd";
import { useState } from "react";
import { Link } from "react-router-dom";
import { type FigureReport, query, type WatchPage } from "../api/client";
import { useGet } from "../api/use";
import { useText } from "../i18n";
import { beijing } from "../lib/format";
import { useFilters } from "../lib/filters";
import { useMay } from "../session";
import { Empty, Failure, Heading, Shape, When } from "../parts/bits";
import { FigureTable } from "../parts/figures";
import { Forms } from "../parts/forms";

const kBy = ["day", "week", "month"] as const;
const kFormats = ["pdf", "xlsx", "csv", "html"] as const;
const kUsualDays = 30;
const isDay = (text: string) => /^\d{4}-\d{2}-\d{2}$/.test(text);

function WatchForms() {
  const { t } = useText();
  const { get, set } = useFilters();
  const { data, error, reload } = useGet<WatchPage>("/watches?limit=200");
  const watches = data?.items ?? [];
  const chosen = watches.find((one) => one.id === get("watch"))?.id;
  return (
    <section aria-labelledby="watch-forms">
      <h2 className="second" id="watch-forms">
        {t("reports.forms")}
      </h2>
      <p className="muted form-says">{t("reports.formsHint")}</p>
      {error ? <Failure error={error} onRetry={reload} /> : null}
      {data && watches.length === 0 ? (
        <Empty title={t("reports.noWatches")}>
          <Link to="/watches">{t("nav.watches")}</Link>
        </Empty>
      ) : null}
      {watches.length > 0 ? (
        <div className="filters">
          <Select
            allowClear
            showSearch
            optionFilterProp="label"
            className="filter-right"
            popupMatchSelectWidth={false}
            value={chosen}
            placeholder={t("reports.chooseWatch")}
            aria-label={t("reports.watch")}
            onChange={(value?: string) => set("watch", value)}
            options={watches.map((one) => ({ value: one.id, label: one.name }))}
          />
        </div>
      ) : null}
      {chosen ? <Forms about={chosen} of="watch" /> : null}
    </section>
  );
}

export default function Reports() {
  const { t, lang } = useText();
  const { get, set } = useFilters();
  const may = useMay();
  const today = beijing(new Date().toISOString()).slice(0, 10);
  const before = beijing(new Date(Date.now() - (kUsualDays - 1) * 86_400_000).toISOString()).slice(0, 10);
  const from = isDay(get("from")) ? get("from") : before;
  const to = isDay(get("to")) ? get("to") : today;
  const by = kBy.find((one) => one === get("by")) ?? "week";
  const wrong = from > to;
  const asked = query({ from, to, by });
  const { data, error, loading, reload } = useGet<FigureReport>(wrong ? null : `/reports/takedown${asked}`);
  const file = (format: string) => `/api/v1/reports/takedown/${format}${query({ from, to, by, language: lang })}`;
  const [shown, setShown] = useState(true);
  return (
    <div className="page">
      <Heading title={t("reports.title")} hint={t("reports.hint")}>
        {kFormats.map((format) =>
          format === "html" ? (
            <Button key={format} href={file(format)} target="_blank" rel="noreferrer" disabled={wrong} data-testid="report-html">
              HTML
            </Button>
          ) : (
            <Button key={format} href={file(format)} disabled={wrong} data-testid={`report-${format}`}>
              {format.toUpperCase()}
            </Button>
          ),
        )}
      </Heading>
      <div className="filters" role="group" aria-label={t("reports.title")}>
        <label>
          {t("reports.from")} <Input type="date" id="report-from" className="filter-day" value={from} max={today} onChange={(event) => isDay(event.target.value) && set("from", event.target.value)} />
        </label>
        <label>
          {t("reports.to")} <Input type="date" id="report-to" className="filter-day" value={to} onChange={(event) => isDay(event.target.value) && set("to", event.target.value)} />
        </label>
        <Select
          value={by}
          aria-label={t("reports.by")}
          onChange={(value) => set("by", value === "week" ? undefined : value)}
          options={kBy.map((value) => ({ value, label: `${t("reports.by")} ${t(`reports.by.${value}`)}` }))}
        />
      </div>
      {wrong ? (
        <p className="alert alert-red" role="alert">
          {t("reports.wrongPeriod")}
        </p>
      ) : null}
      {error ? <Failure error={error} onRetry={reload} /> : null}
      {!data && loading && !wrong ? <Shape rows={12} /> : null}
      {data && !wrong ? (
        <>
          {data.simulated ? <p className="alert alert-amber">{t("reports.simulated")}</p> : null}
          <details className="panel preview report-page" open={shown} onToggle={(event) => setShown(event.currentTarget.open)}>
            <summary className="panel-head">
              <strong>{t("reports.page")}</strong>
              <span className="muted">
                {data.from} – {data.to} · {t("reports.madeAt")} <When time={data.made_at} />
              </span>
            </summary>
            {shown ? <iframe title={t("reports.page")} src={file("html")} sandbox="" data-testid="report" /> : null}
          </details>
          <h2 className="second">{t("reports.figures")}</h2>
          <div className="figures" data-testid="figures">
            {data.sections.map((section) => (
              <FigureTable key={section.id} section={section} />
            ))}
          </div>
        </>
      ) : null}
      {may("watch.see") ? <WatchForms /> : null}
    </div>
  );
}
