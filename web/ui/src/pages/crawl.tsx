// The crawl: what it does, why nothing happens where nothing does, and the counts of the pipe.
import { Table } from "antd";
import { useEffect } from "react";
import { Link } from "react-router-dom";
import type { CrawlStatus, Stats } from "../api/client";
import { useGet } from "../api/use";
import { useText } from "../i18n";
import { beijing } from "../lib/format";
import { Empty, Failure, Heading, Shape, When } from "../parts/bits";
import { MonitoringTabs } from "../parts/monitoring";

type Group = CrawlStatus["groups"][number];

export default function Crawl() {
  const { t, nearest, lang } = useText();
  const status = useGet<CrawlStatus>("/crawl/status");
  const stats = useGet<Stats>("/stats");
  const running = status.data?.running ?? false;
  useEffect(() => {
    if (!running) return;
    const timer = setInterval(() => {
      status.reload();
      stats.reload();
    }, 3000);
    return () => clearInterval(timer);
  }, [running, status.reload, stats.reload]);
  const s = stats.data;
  const notices = s ? Object.values(s.notices).reduce((sum, n) => sum + n, 0) : 0;
  const steps: [string, number | undefined, string | null][] = s
    ? [
        [t("crawl.captures"), s.captures, null],
        [t("crawl.sealed"), s.sealed, "/events"],
        [t("crawl.listings"), s.listings, null],
        [t("crawl.flags"), s.flags.suspected, "/flags"],
        [t("crawl.cleared"), s.flags.cleared, "/flags?view=cleared"],
        [t("crawl.cases"), s.cases, "/cases"],
        [t("crawl.notices"), notices, "/takedown"],
      ]
    : [];
  const groups = status.data?.groups ?? [];
  const counted = (counts: Record<string, number> | undefined, prefix: string): Counted[] =>
    Object.entries(counts ?? {}).map(([code, count]) => ({ name: nearest(prefix, code, code), count }));
  const byRight: Counted[] = (s?.by_right ?? []).map((row) => ({
    name: row.title || row.right_id || "",
    count: row.suspected ?? 0,
    ...(row.id ? { to: `/flags?right=${row.id}` } : {}),
  }));
  return (
    <div className="page">
      <MonitoringTabs />
      <Heading
        title={t("crawl.title")}
        hint={
          status.data ? (
            <>
              <span className={running ? "state state-green" : "state state-quiet"}>{t(running ? "crawl.running" : "crawl.idle")}</span>{" "}
              {status.data.last_fetch ? `${t("crawl.lastFetch")} ${beijing(status.data.last_fetch, lang)}` : null}
              {status.data.until ? ` · ${t("crawl.until")} ${beijing(status.data.until, lang)}` : null}
            </>
          ) : null
        }
      />
      {stats.error ? <Failure error={stats.error} onRetry={stats.reload} /> : null}
      {!s && stats.loading ? <Shape rows={3} /> : null}
      {s ? (
        <section className="panel funnel" aria-label={t("crawl.funnel")}>
          {steps.map(([label, count, to]) => (
            <div key={label}>
              <span className="muted">{label}</span>
              {to ? (
                <Link to={to} className="num big">
                  {(count ?? 0).toLocaleString(lang)}
                </Link>
              ) : (
                <span className="num big">{(count ?? 0).toLocaleString(lang)}</span>
              )}
            </div>
          ))}
        </section>
      ) : null}
      {s ? (
        <div className="thirds">
          <Bars title={t("crawl.byDetector")} rows={counted(s.by_detector, "tag")} />
          <Bars title={t("crawl.byRight")} rows={byRight} />
          <Bars title={t("crawl.clearedWhy")} rows={counted(s.cleared_why, "cleartag")} />
        </div>
      ) : null}
      {status.error ? <Failure error={status.error} onRetry={status.reload} /> : null}
      {!status.data && status.loading ? <Shape rows={3} /> : null}
      {status.data ? <Causes status={status.data} /> : null}
      <h2 className="second">{t("crawl.groups")}</h2>
      {status.data && groups.length === 0 ? <Empty title={t("crawl.groupsEmpty")} /> : null}
      {groups.length > 0 ? (
        <Table<Group>
          size="small"
          rowKey={(row) => row.group ?? ""}
          pagination={false}
          dataSource={groups}
          scroll={{ x: 700 }}
          columns={[
            { key: "group", title: t("crawl.group"), render: (_, row) => <span className="mono">{row.group}</span> },
            { key: "queued", title: t("crawl.queued"), width: 90, align: "right", render: (_, row) => <span className="num">{row.queued}</span> },
            { key: "failures", title: t("crawl.failures"), width: 90, align: "right", render: (_, row) => <span className="num">{row.failures}</span> },
            { key: "next", title: t("crawl.nextAt"), width: 150, render: (_, row) => <When time={row.next_at} /> },
            { key: "why", title: t("crawl.why"), render: (_, row) => row.why },
          ]}
        />
      ) : null}
    </div>
  );
}

const kWeights = { stops: "alert alert-red", waits: "alert alert-amber", note: "alert" } as const;

// Why nothing is happening, what stops everything first, each with what to do.
function Causes({ status }: { status: CrawlStatus }) {
  const { t, local } = useText();
  return (
    <section aria-labelledby="causes" data-testid="causes">
      <h2 className="second" id="causes">
        {t("crawl.causes")}
      </h2>
      <ol className="causes">
        {status.causes.map((cause, i) => (
          <li key={i} className={kWeights[cause.weight]} data-cause={cause.code}>
            <strong>{t(`crawl.cause.${cause.weight}`)}</strong> {local(cause.text)}
            {cause.until ? (
              <>
                {" "}
                {t("crawl.until")} <When time={cause.until} />
              </>
            ) : null}{" "}
            <span className="muted">{local(cause.todo)}</span>
          </li>
        ))}
      </ol>
      {status.lines.length > 0 ? (
        <details className="how">
          <summary>{t("crawl.details")}</summary>
          <ul className="plain mono">
            {status.lines.map((line, i) => (
              <li key={i} className="wrap">
                {line}
              </li>
            ))}
          </ul>
        </details>
      ) : null}
    </section>
  );
}

interface Counted {
  name: string;
  count: number;
  to?: string;
}

function Bars({ title, rows }: { title: string; rows: Counted[] }) {
  const { t } = useText();
  const merged = new Map<string, Counted>();
  for (const row of rows) {
    const old = merged.get(row.name);
    merged.set(row.name, old ? { ...old, count: old.count + row.count } : row);
  }
  const sorted = [...merged.values()].sort((a, b) => b.count - a.count);
  const most = Math.max(1, ...sorted.map((row) => row.count));
  return (
    <section className="panel pad">
      <h2>{title}</h2>
      {sorted.length === 0 ? <p className="muted">{t("common.none")}</p> : null}
      <table className="bars">
        <tbody>
          {sorted.slice(0, 14).map((row) => {
            return (
              <tr key={row.name}>
                <th scope="row">{row.to ? <Link to={row.to}>{row.name}</Link> : row.name}</th>
                <td>
                  <svg viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
                    <rect width={(100 * row.count) / most} height="6" className="weight-fill" />
                  </svg>
                </td>
                <td className="num">{row.count}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}
