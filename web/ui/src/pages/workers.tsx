// Content workers: what each process read, and over which bytes a worker died.
import { Button, Grid, Table, Tooltip } from "antd";
import { Link } from "react-router-dom";
import type { Workers } from "../api/client";
import { type Text, useText } from "../i18n";
import { size } from "../lib/format";
import { usePages } from "../lib/pages";
import { Digest, Empty, Failure, Heading, Shape, When } from "../parts/bits";
import { MonitoringTabs } from "../parts/monitoring";

type Process = Workers["processes"][number];
type Job = Process["jobs"][number];
type Loss = Workers["items"][number];

// A process reports every few seconds while it works; one that was silent for longer may have ended since.
const kSilentMillis = 60_000;

// Jobs of several processes added up.
function addUp(processes: Process[]): Job[] {
  const sums = new Map<string, Job>();
  for (const job of processes.flatMap((process) => process.jobs)) {
    const old = sums.get(job.job);
    sums.set(job.job, old ? { ...old, done: old.done + job.done, refused: old.refused + job.refused, lost: old.lost + job.lost } : job);
  }
  return [...sums.values()];
}

// "2,310 pages read, 923 pictures read, none lost."
function inWords({ t, named, lang }: Text, jobs: Job[]): string {
  const glue = lang === "zh" ? "，" : ", ";
  const lost = jobs.reduce((sum, job) => sum + job.lost, 0);
  const did = jobs
    .filter((job) => job.done > 0)
    .sort((a, b) => b.done - a.done)
    .map((job) => {
      const prefix = job.done === 1 ? "workers.one" : "workers.did";
      const values = { n: job.done.toLocaleString(lang), job: job.job };
      return named(prefix, job.job, named(prefix, "other"), values);
    });
  return t("workers.said", {
    did: did.length ? did.join(glue) : t("workers.nothing"),
    lost: lost > 0 ? t("workers.someLost", { n: lost.toLocaleString(lang) }) : t("workers.noneLost"),
  });
}

export default function WorkersPage() {
  const text = useText();
  const { t } = text;
  const { data, items, next, error, loading, reload, loadMore, busy, moreError } = usePages<Loss>("/workers?limit=50");
  const processes = (data as Workers | undefined)?.processes ?? [];
  return (
    <div className="page">
      <MonitoringTabs />
      <Heading title={t("workers.title")} hint={t("workers.hint")}>
        <Button onClick={reload} loading={loading && data !== undefined}>
          {t("common.refresh")}
        </Button>
      </Heading>
      {error ? <Failure error={error} onRetry={reload} /> : null}
      {!data && loading ? <Shape rows={10} /> : null}
      {data && processes.length === 0 && items.length === 0 ? (
        <Empty title={t("workers.empty")} hint={t("workers.emptyHint")}>
          <Link to="/crawl">{t("workers.toCrawl")}</Link>
        </Empty>
      ) : null}
      {processes.length > 0 ? (
        <>
          <p className="said" role="status" data-testid="workers-said">
            {inWords(text, addUp(processes))}
          </p>
          <div className="processes">
            {processes.map((process) => (
              <ProcessCard key={process.process} process={process} />
            ))}
          </div>
        </>
      ) : null}
      {data && (processes.length > 0 || items.length > 0) ? (
        <section aria-labelledby="losses">
          <h2 className="second" id="losses" tabIndex={-1}>
            {t("workers.losses")}
          </h2>
          {items.length === 0 ? <Empty title={t("workers.lossesEmpty")} hint={t("workers.lossesEmptyHint")} /> : <Losses items={items} />}
          {moreError ? <Failure error={moreError} onRetry={() => void loadMore()} /> : null}
          {items.length > 0 ? (
            <div className="table-foot">
              <span className="muted">{t("workers.lossesCount", { n: items.length })}</span>
              {next ? (
                <Button onClick={() => void loadMore()} loading={busy} data-testid="more">
                  {t("common.more")}
                </Button>
              ) : null}
            </div>
          ) : null}
        </section>
      ) : null}
    </div>
  );
}

function ProcessCard({ process }: { process: Process }) {
  const text = useText();
  const { t, named, lang } = text;
  const count = (n: number) => n.toLocaleString(lang);
  const heard = Date.now() - Date.parse(process.updated_at) < kSilentMillis;
  const running = process.running === 0 ? t("workers.noneRunning") : t(heard ? "workers.runningNow" : "workers.runningThen", { n: count(process.running) });
  const head = `process-${process.process}`;
  return (
    <section className="panel pad process" aria-labelledby={head}>
      <header className="process-head">
        <h2 id={head}>{named("workers.process", process.process)}</h2>
        <span className="muted">
          <span className={process.running > 0 && heard ? "state state-green" : "state state-quiet"}>{running}</span> · {t("workers.asOf")} <When time={process.updated_at} />
        </span>
      </header>
      <p>{inWords(text, process.jobs)}</p>
      <dl className="process-facts">
        <div>
          <dt>{t("workers.started")}</dt>
          <dd className="num">{count(process.started)}</dd>
        </div>
        <div>
          <dt>
            <Tooltip title={t("workers.recycledHint")}>
              <span className="explained" tabIndex={0}>
                {t("workers.recycled")}
              </span>
            </Tooltip>
          </dt>
          <dd className="num">{count(process.recycled)}</dd>
        </div>
        <div>
          <dt>{t("workers.lost")}</dt>
          <dd className="num">{process.lost > 0 ? <a href="#losses">{count(process.lost)}</a> : "0"}</dd>
        </div>
        <div>
          <dt>{t("workers.memory")}</dt>
          <dd className="num">{process.running > 0 ? size(process.resident_bytes) : "–"}</dd>
        </div>
      </dl>
      {process.jobs.length > 0 ? (
        <table className="counts">
          <thead>
            <tr>
              <th scope="col">{t("workers.job")}</th>
              <th scope="col">{t("workers.done")}</th>
              <th scope="col">
                <Tooltip title={t("workers.refusedHint")}>
                  <span className="explained" tabIndex={0}>
                    {t("workers.refused")}
                  </span>
                </Tooltip>
              </th>
              <th scope="col">{t("workers.lost")}</th>
              <th scope="col">{t("workers.mean")}</th>
            </tr>
          </thead>
          <tbody>
            {process.jobs.map((job) => (
              <tr key={job.job}>
                <th scope="row">{named("workers.job", job.job)}</th>
                <td>{count(job.done)}</td>
                <td>{count(job.refused)}</td>
                <td className={job.lost > 0 ? "bad" : ""}>{count(job.lost)}</td>
                <td>{job.mean_ms.toFixed(1)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : null}
    </section>
  );
}

function How({ loss }: { loss: Loss }) {
  const { named } = useText();
  return (
    <span className="two-lines">
      <span>{named("workers.why", loss.why)}</span>
      <span className="muted mono" title={loss.what}>
        {loss.what}
      </span>
    </span>
  );
}

function Capture({ id }: { id: string | null }) {
  const { t } = useText();
  return id ? <Digest value={id} ends={8} /> : <span className="muted">{t("workers.noCapture")}</span>;
}

function Losses({ items }: { items: Loss[] }) {
  const { t, named } = useText();
  const wide = Grid.useBreakpoint().md ?? true;
  return (
    <>
      <div className="alert alert-amber">
        <p>{t("workers.meaning")}</p>
        <p>{t("workers.todo")}</p>
      </div>
      {wide ? (
        <Table<Loss>
          size="small"
          rowKey="id"
          sticky={{ offsetHeader: 44 }}
          pagination={false}
          dataSource={items}
          scroll={{ x: 980 }}
          columns={[
            { key: "at", title: t("workers.when"), width: 144, render: (_, row) => <When time={row.at} /> },
            { key: "process", title: t("workers.process"), width: 160, render: (_, row) => named("workers.process", row.process) },
            { key: "job", title: t("workers.job"), width: 150, render: (_, row) => named("workers.job", row.job) },
            { key: "how", title: t("workers.how"), render: (_, row) => <How loss={row} /> },
            { key: "size", title: t("workers.size"), width: 90, align: "right", render: (_, row) => <span className="num">{size(row.bytes)}</span> },
            { key: "sha256", title: t("workers.sha256"), width: 176, render: (_, row) => <Digest value={row.sha256} /> },
            { key: "capture", title: t("workers.capture"), width: 150, render: (_, row) => <Capture id={row.capture ?? null} /> },
          ]}
        />
      ) : (
        <ul className="panel rows" data-testid="losses-narrow">
          {items.map((row) => (
            <li key={row.id} className="loss">
              <span className="loss-head">
                <strong>{named("workers.job", row.job)}</strong> <When time={row.at} />
              </span>
              <How loss={row} />
              <span className="muted">
                {named("workers.process", row.process)} · <span className="num">{size(row.bytes)}</span>
              </span>
              <span>
                {t("workers.sha256")} <Digest value={row.sha256} />
              </span>
              <span>
                {t("workers.capture")} <Capture id={row.capture ?? null} />
              </span>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
