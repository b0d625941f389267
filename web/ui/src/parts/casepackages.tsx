// A case's packages of evidence, and the making of one.
import { Button } from "antd";
import { useEffect, useRef, useState } from "react";
import { Link } from "react-router-dom";
import { type Package, query } from "../api/client";
import { useText } from "../i18n";
import { size } from "../lib/format";
import { usePages } from "../lib/pages";
import { useMay } from "../session";
import { Empty, Failure, Shape, When } from "./bits";
import { MakePackage } from "./makepackage";
import { TimeWords, useFocusBack } from "./packagebits";

const kRows = 10;

export function CasePackages({ caseId }: { caseId: string }) {
  const { t, lang } = useText();
  const may = useMay();
  const { items, next, error, loading, data, reload } = usePages<Package>(`/packages${query({ case: caseId, limit: kRows })}`);
  const [making, setMaking] = useState(false);
  const [made, setMade] = useState<Package | null>(null);
  const button = useRef<HTMLButtonElement>(null);
  const said = useRef<HTMLDivElement>(null);
  useFocusBack(making, button);
  useEffect(() => {
    if (made) said.current?.focus();
  }, [made]);
  return (
    <section className="panel" aria-labelledby="case-evidence" data-testid="case-evidence">
      <header className="panel-head">
        <h2 id="case-evidence">{t("evidence.ofThisCase")}</h2>
        <Button size="small" ref={button} disabled={!may("evidence.export")} onClick={() => setMaking(true)} data-testid="make-package">
          {t("evidence.make")}
        </Button>
      </header>
      {made ? (
        <div className="alert alert-green case-made" role="status" tabIndex={-1} ref={said} data-testid="package-made">
          <span className="wrap">{t("evidence.madeNow", { name: made.name })}</span> <Link to={`/evidence/${made.id}`}>{t("evidence.open")}</Link>
        </div>
      ) : null}
      {error ? <Failure error={error} onRetry={reload} /> : null}
      {!data && loading ? <Shape rows={2} /> : null}
      {data && items.length === 0 ? <Empty title={t("evidence.emptyCase")} hint={t("evidence.emptyCaseHint")} /> : null}
      <ul className="rows">
        {items.map((row) => (
          <li key={row.id} className="loss" data-testid="case-package">
            <span className="loss-head">
              <Link to={`/evidence/${row.id}`} className="mono wrap">
                {row.name}
              </Link>
              <span className="num nowrap">{size(row.bytes)}</span>
            </span>
            <span className="muted">
              <When time={row.created_at} /> · {t("evidence.capturesCount", { n: row.captures.toLocaleString(lang) })}
            </span>
            <TimeWords time={row.time} />
          </li>
        ))}
        {next ? (
          <li>
            <Link to={`/evidence${query({ case: caseId })}`}>{t("evidence.seeAll")}</Link>
          </li>
        ) : null}
      </ul>
      {making ? (
        <MakePackage
          caseId={caseId}
          onClose={() => {
            setMaking(false);
            reload();
          }}
          onMade={(one) => {
            setMaking(false);
            setMade(one);
            reload();
          }}
        />
      ) : null}
    </section>
  );
}
