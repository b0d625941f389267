// Marks near those that are registered here: one by one, or the applications of an office's gazette.
import { Button } from "antd";
import { useState } from "react";
import { Link, useSearchParams } from "react-router-dom";
import { asApiError, type GazetteReport, query, type SimilarDevice, type SimilarMark, type SimilarMarks, upload } from "../api/client";
import { useGet } from "../api/use";
import { useText } from "../i18n";
import { size, visible } from "../lib/format";
import { Empty, Failure, Heading, Shape, useFailureText } from "../parts/bits";
import { RightsTabs } from "./rights";
import { FilePick } from "../parts/filepick";

const kMaxBytes = 32 << 20; // as web/openapi.yaml says of watchGazette

export default function Similar() {
  const { t, lang } = useText();
  const [search, setSearch] = useSearchParams();
  const mark = search.get("mark") ?? "";
  const classes = search.get("classes") ?? "";
  const [typed, setTyped] = useState({ mark, classes });
  const [asked, setAsked] = useState({ mark, classes });
  if (asked.mark !== mark || asked.classes !== classes) {
    // The address is another: back, forward, a link.
    setAsked({ mark, classes });
    setTyped({ mark, classes });
  }
  // "25, 2507": a class, and a group of four digits.
  const said = classes.split(",").filter(Boolean);
  const groups = said.filter((one) => one.length > 2);
  const asks = { mark, classes: said.filter((one) => one.length <= 2).join(","), groups: groups.length > 0 ? groups.join(",") : null, limit: 50 };
  const found = useGet<SimilarMarks>(mark ? `/rights/similar${query(asks)}` : null);
  return (
    <div className="page">
      <Heading title={t("similar.title")} hint={t("similar.hint")} />
      <RightsTabs />
      <form
        className="similar-form panel"
        onSubmit={(event) => {
          event.preventDefault();
          const wanted = { mark: typed.mark.trim(), classes: typed.classes.replace(/[\s，、,]+/g, ",").replace(/^,|,$/g, "") };
          if (wanted.mark) setSearch(wanted.classes ? wanted : { mark: wanted.mark });
        }}
      >
        <label>
          {t("similar.mark")}
          <input name="mark" value={typed.mark} onChange={(event) => setTyped({ ...typed, mark: event.target.value })} maxLength={300} required autoComplete="off" />
        </label>
        <label>
          {t("similar.classes")}
          <input name="classes" value={typed.classes} onChange={(event) => setTyped({ ...typed, classes: event.target.value })} maxLength={200} autoComplete="off" placeholder="25, 3503" />
        </label>
        <Button type="primary" htmlType="submit" loading={found.loading}>
          {t("similar.search")}
        </Button>
      </form>
      {found.error ? <Failure error={found.error} onRetry={found.reload} /> : null}
      {found.loading && !found.data ? <Shape /> : null}
      {found.data ? (
        <section aria-label={t("similar.found")}>
          <p className="muted" role="status" data-testid="similar-count">
            {t("similar.compared", { n: found.data.compared.toLocaleString(lang), hits: found.data.hits.length })}
          </p>
          {found.data.hits.length === 0 ? <Empty title={t("similar.none")} hint={t("similar.noneHint")} /> : <Hits hits={found.data.hits} />}
        </section>
      ) : null}
      <Gazette />
    </div>
  );
}

function Share({ label, value }: { label: string; value: number | null }) {
  return (
    <span className="similar-share">
      {label} <strong className="num">{value === null ? "–" : value.toFixed(2)}</strong>
    </span>
  );
}

/** A right that comes near, with how its goods stand to those asked for. */
function NearRight({ hit, name }: { hit: SimilarMark | SimilarDevice; name: string }) {
  const { t, named } = useText();
  return (
    <>
      <Link to={`/rights/${hit.id}`} className="wrap">
        {visible(name)}
      </Link>
      <span className="muted wrap">
        {name === hit.title ? null : <>{visible(hit.title)} · </>}
        {named("kind", hit.kind)}
        {hit.reg_no ? ` · ${hit.reg_no}` : ""}
        {hit.holder ? ` · ${visible(hit.holder)}` : ""}
      </span>
      {hit.goods ? <span className={`state ${hit.goods === "same" || hit.goods === "similar" ? "state-amber" : "state-grey"}`}>{t(`similar.goods.${hit.goods}`)}</span> : null}
      {hit.goods_groups ? <span className="muted num">{t("similar.goods.groups", { ...hit.goods_groups, edition: visible(hit.goods_groups.edition) })}</span> : null}
    </>
  );
}

function Clauses({ clauses }: { clauses: SimilarMark["clauses"] }) {
  const { t, named } = useText();
  return clauses.map((clause) => (
    <span key={clause.id} className="wrap similar-clause">
      <strong>{clause.id}</strong> {named("clause", clause.id)}
      {clause.exception ? <span className="muted"> {t("clause.unless", { why: named("clause.exception", clause.exception) })}</span> : null}
    </span>
  ));
}

function Hits({ hits }: { hits: SimilarMark[] }) {
  const { t, named, lang } = useText();
  const glue = lang === "zh" ? "；" : "; ";
  return (
    <ul className="rows panel" data-testid="similar-hits">
      {hits.map((hit) => (
        <li key={hit.id} className="similar-hit">
          <span className="loss-head">
            <NearRight hit={hit} name={hit.matched} />
            {hit.nickname ? <span className="state state-grey">{t("similar.nickname")}</span> : null}
          </span>
          <span className="similar-shares">
            <Share label={t("similar.score")} value={hit.score} />
            <Share label={t("similar.sound")} value={hit.sound} />
            <Share label={t("similar.form")} value={hit.form} />
            <Share label={t("similar.meaning")} value={hit.meaning} />
          </span>
          {hit.chain.length > 0 ? (
            <span className="wrap">
              {hit.chain.map((step) => named("step", step.step, step.step, { from: visible(step.from ?? ""), to: visible(step.to ?? ""), sound: step.sound ?? "" })).join(glue)}
            </span>
          ) : null}
          <Clauses clauses={hit.clauses} />
        </li>
      ))}
    </ul>
  );
}

function Devices({ devices }: { devices: SimilarDevice[] }) {
  const { t, named } = useText();
  return (
    <ul className="rows panel" data-testid="similar-devices">
      {devices.map((hit) => (
        <li key={hit.id} className="similar-hit">
          <span className="loss-head">
            <NearRight hit={hit} name={hit.title || hit.right_id} />
          </span>
          {hit.picture ? (
            <span className="wrap">
              {t("device.seen", { name: visible(hit.picture.name), how: named("device.method", hit.picture.method) })} <strong className="num">{hit.picture.score.toFixed(2)}</strong>
            </span>
          ) : null}
          {hit.figures.length > 0 ? <span className="wrap">{t("device.figures", { codes: hit.figures.join(", ") })}</span> : null}
          <Clauses clauses={hit.clauses} />
        </li>
      ))}
    </ul>
  );
}

function Gazette() {
  const { t, lang } = useText();
  const say = useFailureText();
  const [report, setReport] = useState<GazetteReport | null>(null);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const count = (n: number) => n.toLocaleString(lang);
  const look = async (file: File) => {
    setReport(null);
    setFailure(null);
    if (file.size > kMaxBytes) {
      setFailure(t("imports.tooLarge", { size: size(file.size) }));
      return;
    }
    setBusy(true);
    try {
      setReport(await upload<GazetteReport>(`/rights/gazettes${query({ name: file.name.slice(-200) })}`, file, () => {}));
    } catch (cause) {
      setFailure(say(asApiError(cause)));
    } finally {
      setBusy(false);
    }
  };
  return (
    <section className="gazette" aria-label={t("gazette.title")}>
      <h2>{t("gazette.title")}</h2>
      <p className="muted">{t("gazette.hint")}</p>
      <FilePick id="gazette-file" accept=".csv,.jsonl,.xml,.zip" disabled={busy} onPick={(picked) => void look(picked)}>
        {t("imports.choose")}
      </FilePick>
      <span role="status">
        {busy ? <span className="muted">{t("common.fileBusy")}</span> : null}
        {report ? (
          <span data-testid="gazette-count">
            {t("gazette.read", { n: count(report.applications), near: count(report.near_total), compared: count(report.compared) })}
            {report.pictures > 0 ? ` ${t("gazette.pictures", { n: count(report.pictures) })}` : ""}
            {report.left_out > 0 ? ` ${t("gazette.leftOut", { n: count(report.left_out) })}` : ""}
            {report.pictures_left_out > 0 ? ` ${t("gazette.picturesLeftOut", { n: count(report.pictures_left_out) })}` : ""}
          </span>
        ) : null}
      </span>
      {failure ? (
        <p className="alert alert-red wrap" role="alert">
          {failure}
        </p>
      ) : null}
      {report && report.serial.length > 0 ? (
        <>
          <h3>{t("gazette.serial")}</h3>
          <ul className="rows panel" data-testid="gazette-serial">
            {report.serial.map((one) => (
              <li key={one.applicant} className="wrap">
                <strong>{visible(one.applicant)}</strong> {t("gazette.serialOf", { near: one.near, applications: one.applications, holders: one.holders })}
              </li>
            ))}
          </ul>
        </>
      ) : null}
      {report?.near.map((one, at) => (
        <div key={`${one.number ?? ""} ${at}`} className="gazette-one" data-testid="gazette-near">
          <h3 className="wrap">
            {visible(one.mark || one.number || "")}{" "}
            <span className="muted">{[one.number, one.classes.length > 0 ? t("gazette.classes", { list: one.classes.join(", ") }) : null, one.applicant ? visible(one.applicant) : null].filter(Boolean).join(" · ")}</span>
          </h3>
          {one.hits.length > 0 ? <Hits hits={one.hits} /> : null}
          {one.devices.length > 0 ? <Devices devices={one.devices} /> : null}
        </div>
      ))}
      {report && report.refused.length > 0 ? (
        <>
          <h3>{t("gazette.refused", { n: count(report.refused.length) })}</h3>
          <ul className="rows panel" data-testid="gazette-refused">
            {report.refused.slice(0, 100).map((row, at) => (
              <li key={at} className="wrap">
                {[row.file, row.line ? t("gazette.line", { n: row.line }) : null].filter(Boolean).join(" · ")} {row.reason}
              </li>
            ))}
          </ul>
        </>
      ) : null}
    </section>
  );
}
