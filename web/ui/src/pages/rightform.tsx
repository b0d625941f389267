// Registering a right, or a new version of one: fields by kind, files, what is wrong item by item, and a trial before anything is saved.
import { App, Button } from "antd";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { Link, useNavigate, useParams } from "react-router-dom";
import { type ApiError, asApiError, call, type RegistrationCheck, type RightDetail, type RightFinding, type RightForm, type RightFormField, type RightTells } from "../api/client";
import { forget, useGet } from "../api/use";
import { useText } from "../i18n";
import { asked, type Draft, draftOf, patched, registrationOf } from "../lib/registration";
import { Failure, Heading, Shape, useErrorText } from "../parts/bits";
import { FieldFrame, RightField } from "../parts/rightfields";
import { DocumentsField, PicturesField } from "../parts/rightfiles";
import { Standing } from "../parts/rightstanding";
import { TryRight } from "../parts/righttry";

const kCheckMillis = 500;

export default function RightFormPage() {
  const { id } = useParams();
  const { t } = useText();
  const form = useGet<RightForm>("/rights/form");
  const detail = useGet<RightDetail>(id ? `/rights/${id}` : null);
  const tells = useGet<RightTells>(id ? `/rights/${id}/tells` : null);
  const error = form.error ?? detail.error ?? tells.error;
  const ready = form.data && (!id || (detail.data && tells.data));
  if (error) {
    return (
      <div className="page">
        <Heading title={t(id ? "registration.editTitle" : "registration.title")} />
        <Failure error={error} onRetry={() => (form.reload(), detail.reload(), tells.reload())} />
      </div>
    );
  }
  if (!ready || !form.data) {
    return (
      <div className="page">
        <Heading title={t(id ? "registration.editTitle" : "registration.title")} />
        <Shape rows={12} />
      </div>
    );
  }
  return <Form key={id ?? "new"} form={form.data} before={detail.data ?? null} tells={tells.data ?? null} />;
}

function Form({ form, before, tells }: { form: RightForm; before: RightDetail | null; tells: RightTells | null }) {
  const { t, local } = useText();
  const { message } = App.useApp();
  const navigate = useNavigate();
  const say = useErrorText();
  const [draft, setDraft] = useState<Draft>(() => (before ? draftOf(form, before, tells) : { values: { kind: "trademark", jurisdiction: "CN" }, pictures: [], documents: [] }));
  const [check, setCheck] = useState<RegistrationCheck | null>(null);
  const [attempted, setAttempted] = useState(false);
  const [touched, setTouched] = useState<Set<string>>(new Set());
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<ApiError | null>(null);
  const page = useRef<HTMLDivElement>(null);
  const kind = String(draft.values.kind ?? "");
  const registration = useCallback(() => registrationOf(form, draft, before?.right ?? null), [form, draft, before]);

  // What is wrong is asked a moment after the last change; an older answer never replaces a newer one.
  const ask = useCallback(async () => {
    const answer = await call<RegistrationCheck>("/rights/check", { method: "POST", body: registration() });
    setCheck(answer);
    return answer;
  }, [registration]);
  useEffect(() => {
    let current = true;
    const timer = setTimeout(() => {
      call<RegistrationCheck>("/rights/check", { method: "POST", body: registration() }).then(
        (answer) => current && setCheck(answer),
        () => {},
      );
    }, kCheckMillis);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [registration]);

  const set = (key: string, value: unknown) => {
    setDraft((old) => ({ ...old, values: { ...old.values, [key]: value } }));
    setTouched((old) => new Set(old).add(key));
  };
  const findings = useMemo(() => check?.findings ?? [], [check]);
  // A field that nobody has been to yet is not said to be wrong.
  const shown = (field: RightFormField): RightFinding[] => findings.filter((one) => one.field === field.key && (attempted || touched.has(field.key)));
  const refusing = findings.filter((one) => one.refuses);
  const lacking = findings.filter((one) => !one.refuses);
  const lacksPapers = lacking.filter((one) => one.field.startsWith("documents."));

  const showFirst = () => {
    setAttempted(true);
    requestAnimationFrame(() => page.current?.querySelector<HTMLElement>("[aria-invalid=true], .field-wrong")?.scrollIntoView({ block: "center" }));
  };
  const save = async () => {
    setBusy(true);
    setFailure(null);
    try {
      const answer = await ask();
      if (!answer.can_save) {
        showFirst();
        return;
      }
      const saved = await call<{ id: string; status_of_import: "added" | "changed" | "unchanged" }>("/rights", { method: "POST", body: registration() });
      forget("/rights");
      void message.success(t(`rights.saved.${saved.status_of_import}`));
      navigate(`/rights/${saved.id}`);
    } catch (cause) {
      setFailure(asApiError(cause));
      setAttempted(true);
    } finally {
      setBusy(false);
    }
  };
  const fieldOf = (field: RightFormField) => {
    if (field.type === "pictures") {
      return (
        <FieldFrame key={field.key} id="right-images" label={local(field.label)} needed={null} {...(field.hint ? { hint: local(field.hint) } : {})} findings={shown(field)} group>
          <PicturesField pictures={draft.pictures} onChange={(next) => setDraft((old) => ({ ...old, pictures: next(old.pictures) }))} />
        </FieldFrame>
      );
    }
    if (field.type === "documents") {
      return <DocumentsField key={field.key} form={form} kind={kind} documents={draft.documents} findings={attempted ? lacksPapers : []} onChange={(next) => setDraft((old) => ({ ...old, documents: next(old.documents) }))} />;
    }
    const locked = before !== null && (field.key === "id" || field.key === "kind");
    return <RightField key={field.key} field={field} kind={kind} value={draft.values[field.key]} onChange={(value) => set(field.key, value)} findings={shown(field)} locked={locked} />;
  };
  return (
    <div className="page rightform" ref={page}>
      <Heading title={before ? t("registration.editTitle") : t("registration.title")} hint={before ? t("registration.editHint", { title: before.title || before.right_id, n: before.version + 1 }) : t("registration.hint")}>
        {before ? <Link to={`/rights/${before.id}`}>{t("common.cancel")}</Link> : <Link to="/rights">{t("common.cancel")}</Link>}
      </Heading>
      <div className="rightform-cols">
        <form
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            void save();
          }}
        >
          {form.groups.map((group) => {
            const fields = form.fields.filter((field) => field.group === group.id && asked(field, kind));
            if (fields.length === 0) return null;
            return (
              <section key={group.id} className="panel pad right-group" aria-labelledby={`group-${group.id}`} data-group={group.id}>
                <h2 id={`group-${group.id}`}>{local(group.name)}</h2>
                <div className="right-fields">{fields.map(fieldOf)}</div>
              </section>
            );
          })}
          {failure ? (
            <div className="alert alert-red" role="alert">
              <p>{say(failure)}</p>
              {failure.detail ? <p className="mono wrap">{failure.detail}</p> : null}
            </div>
          ) : null}
          <div className="right-save">
            <Button type="primary" htmlType="submit" loading={busy} data-testid="right-save">
              {t(before ? "registration.saveVersion" : "registration.save")}
            </Button>
            {attempted && refusing.length > 0 ? <span className="field-wrong">{t("registration.mend", { n: refusing.length })}</span> : null}
          </div>
        </form>
        <aside className="rightform-side">
          <section className="panel pad" data-testid="right-says" aria-live="polite">
            <h2>{t("registration.state")}</h2>
            {check ? (
              <p>
                {t("rights.standing")} <Standing standing={check.standing} />
              </p>
            ) : null}
            {attempted && refusing.length > 0 ? (
              <>
                <h3>{t("registration.wrong")}</h3>
                <ul className="plain">
                  {refusing.map((one, i) => (
                    <li key={i} className="field-wrong">
                      {local(one.text)}
                    </li>
                  ))}
                </ul>
              </>
            ) : null}
            {lacking.length > 0 ? (
              <>
                <h3>
                  {t("registration.lacks")} <span className="num muted">{lacking.length}</span>
                </h3>
                <ul className="plain muted">
                  {lacking.map((one) => (
                    <li key={one.field}>{local(one.text)}</li>
                  ))}
                </ul>
              </>
            ) : check ? (
              <p className="state state-green">{t("registration.complete")}</p>
            ) : null}
          </section>
          <TryRight start={() => call<{ id: string }>("/rights/try", { method: "POST", body: registration() })} onApply={(patch) => setDraft((old) => patched(form, old, patch))} onRefused={() => void ask().then(showFirst, () => {})} />
        </aside>
      </div>
    </div>
  );
}
