// Documents of the local standards for a case or a watch: opened, taken as PDF, and which fields stay empty.
import { Button } from "antd";
import { useState } from "react";
import { type FilledForm, type FormPage, query } from "../api/client";
import { useGet } from "../api/use";
import { useText } from "../i18n";
import { Empty, Failure, Shape } from "./bits";

type One = FormPage["items"][number];

function Row({ form, about }: { form: One; about: string }) {
  const { t, local, lang } = useText();
  const [asked, setAsked] = useState(false);
  const { data, error, reload } = useGet<FilledForm>(asked ? `/forms/${form.id}${query({ about })}` : null);
  const file = (format: string) => `/api/v1/forms/${form.id}/${format}${query({ about, language: lang })}`;
  return (
    <li className="loss" data-form={form.id}>
      <span className="loss-head">
        <span className="strong wrap">{local(form.title)}</span>
        <span className="row-acts">
          <a href={file("html")} target="_blank" rel="noreferrer">
            {t("forms.open")}
          </a>
          <a href={file("pdf")} data-testid="form-pdf">
            {t("forms.pdf")}
          </a>
        </span>
      </span>
      <span className="muted wrap">
        {form.standard} {form.verified ? "" : `· ${t("forms.unverified")}`}
      </span>
      {error ? <Failure error={error} onRetry={reload} /> : null}
      {data ? (
        <details open={data.empty.length > 0 && data.empty.length <= 12}>
          <summary>{data.empty.length ? t("forms.empty", { n: data.empty.length }) : t("forms.full")}</summary>
          <p className="muted wrap" data-testid="form-empty">
            {data.empty.join(lang === "zh" ? "、" : ", ")}
          </p>
        </details>
      ) : (
        <span>
          <Button size="small" loading={asked && !error} onClick={() => setAsked(true)} data-testid="form-check">
            {t("forms.check")}
          </Button>
        </span>
      )}
    </li>
  );
}

export function Forms({ about, of }: { about: string; of: One["about"] }) {
  const { t } = useText();
  const { data, error, loading, reload } = useGet<FormPage>("/forms");
  const forms = (data?.items ?? []).filter((form) => form.about === of);
  return (
    <section className="panel" aria-labelledby="standard-forms" data-testid="forms">
      <header className="panel-head">
        <h2 id="standard-forms">{t("forms.title")}</h2>
        <span className="muted">{t("forms.hint")}</span>
      </header>
      {error ? <Failure error={error} onRetry={reload} /> : null}
      {!data && loading ? <Shape rows={3} /> : null}
      {data && forms.length === 0 ? <Empty title={t("forms.none")} /> : null}
      <ul className="rows">
        {forms.map((form) => (
          <Row key={form.id + about} form={form} about={about} />
        ))}
      </ul>
    </section>
  );
}
