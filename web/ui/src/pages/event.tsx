// One event of the log, and the proof that it is in it, recomputed here.
import { Table } from "antd";
import { useEffect, useState } from "react";
import { Link, useParams } from "react-router-dom";
import type { EventRow } from "../api/client";
import { useGet } from "../api/use";
import { useText } from "../i18n";
import { type Proof, type ProofStep, type Recomputed, recompute } from "../lib/merkle";
import { subjectPath } from "../lib/subjects";
import { Copyable, Digest, Fact, Failure, Heading, Shape, When } from "../parts/bits";
import { LogTabs } from "../parts/logtabs";

interface Proved {
  event: EventRow;
  leaf_text: string;
  proof: Proof;
  verified: boolean;
  checkpoint: string | null;
  tlog_proof: string | null;
}

export default function EventPage() {
  const { id = "" } = useParams();
  const { t } = useText();
  const { data, error, loading, reload } = useGet<Proved>(`/events/${id}/proof`);
  return (
    <div className="page">
      <LogTabs />
      <Heading
        title={data ? <span className="mono">{data.event.kind}</span> : t("audit.event")}
        hint={
          <>
            <Link to="/events">← {t("audit.back")}</Link>
            {data ? (
              <>
                {" · "}
                <When time={data.event.at} /> · {data.event.actor}
              </>
            ) : null}
          </>
        }
      />
      {error ? error.code === "unavailable" ? <p className="alert alert-amber">{t("audit.waiting")}</p> : <Failure error={error} onRetry={reload} /> : null}
      {!data && loading ? <Shape rows={8} /> : null}
      {data ? (
        <>
          <Checked proved={data} />
          <Facts proved={data} />
        </>
      ) : null}
    </div>
  );
}

function Checked({ proved }: { proved: Proved }) {
  const { t } = useText();
  const { proof } = proved;
  const [found, setFound] = useState<Recomputed | null>(null);
  const subtle = globalThis.crypto?.subtle as Crypto["subtle"] | undefined;
  useEffect(() => {
    let live = true;
    setFound(null);
    if (subtle) void recompute(subtle, proved.leaf_text, proof).then((done) => live && setFound(done));
    return () => {
      live = false;
    };
  }, [subtle, proved, proof]);
  const rows: (ProofStep & { n: number })[] = (found?.steps ?? []).map((step, i) => ({ ...step, n: i + 1 }));
  const holds = found?.leafHolds && found.rootHolds;
  return (
    <section aria-labelledby="proof" data-testid="proof">
      <h2 className="second" id="proof">
        {t("audit.proof")}
      </h2>
      <p className="muted form-says">{t("audit.proofHint")}</p>
      {!subtle ? (
        <p className="alert alert-amber">{t("audit.noCrypto", { said: t(proved.verified ? "audit.serverHolds" : "audit.serverBroken") })}</p>
      ) : !found ? (
        <p role="status">{t("audit.computing")}</p>
      ) : (
        <p className={holds ? "alert alert-green" : "alert alert-red"} role="status" data-testid="proof-said">
          <strong>{holds ? t("audit.holds", { index: proof.index, size: proof.size }) : t("audit.broken")}</strong> {holds ? null : t(found.leafHolds ? "audit.brokenRoot" : "audit.brokenLeaf")}
        </p>
      )}
      {found ? (
        <Table<ProofStep & { n: number }>
          size="small"
          rowKey="n"
          pagination={false}
          dataSource={[{ n: 0, given: "", side: "left" as const, result: found.leaf }, ...rows]}
          scroll={{ x: 620 }}
          columns={[
            { key: "n", title: t("audit.step"), width: 60, align: "right", render: (_, row) => <span className="num">{row.n}</span> },
            { key: "what", title: t("audit.what"), render: (_, row) => t(row.n === 0 ? "audit.leafStep" : row.side === "left" ? "audit.leftStep" : "audit.rightStep") },
            { key: "given", title: t("audit.given"), width: 180, render: (_, row) => (row.given ? <Digest value={row.given} ends={8} /> : null) },
            { key: "result", title: t("audit.result"), width: 180, render: (_, row) => <Digest value={row.result} ends={8} /> },
          ]}
        />
      ) : null}
      <p className="pad">
        {t("audit.root")} <Digest value={proof.root} ends={16} />
      </p>
    </section>
  );
}

function Facts({ proved }: { proved: Proved }) {
  const { t, named } = useText();
  const { event } = proved;
  const path = event.subject ? subjectPath({ kind: event.subject_kind ?? "", id: event.subject }) : null;
  const kind = named("audit.subject", event.subject_kind ?? "", event.subject_kind ?? "");
  return (
    <section aria-labelledby="facts">
      <h2 className="second" id="facts">
        {t("audit.facts")}
      </h2>
      <div className="panel pad">
        <dl className="facts facts-wide">
          <Fact label={t("events.no")}>
            <span className="num">{event.no ?? t("events.pending")}</span>
          </Fact>
          <Fact label={t("events.at")}>
            <When time={event.at} />
          </Fact>
          <Fact label={t("events.actor")}>
            <Link to={`/events?actor=${encodeURIComponent(event.actor ?? "")}`}>{event.actor}</Link>
          </Fact>
          <Fact label={t("audit.object")}>
            {path ? <Link to={path}>{kind}</Link> : kind}{" "}
            {event.subject && event.subject !== "0" ? (
              <Link to={`/events?subject_kind=${event.subject_kind}&subject=${event.subject}`} className="num">
                {t("audit.touched")}
              </Link>
            ) : null}
          </Fact>
        </dl>
        <h3>{t("audit.leafText")}</h3>
        <pre className="excerpt mono" tabIndex={0} role="region" aria-label={t("audit.leafText")} data-testid="leaf-text">
          {proved.leaf_text}
        </pre>
        <h3>{t("audit.checkpoint")}</h3>
        {proved.checkpoint ? (
          <pre className="excerpt mono" tabIndex={0} role="region" aria-label={t("audit.checkpoint")}>
            {proved.checkpoint}
          </pre>
        ) : (
          <p className="muted">{t("audit.noCheckpoint")}</p>
        )}
        {proved.tlog_proof ? (
          <details className="how">
            <summary>{t("audit.tlog")}</summary>
            <Copyable value={proved.tlog_proof} label={t("audit.tlog")} />
          </details>
        ) : null}
      </div>
    </section>
  );
}
