// The crawl: what it does, why nothing happens where nothing does, and the counts of the pipe.
import { Table } from "antd";
import { useEffect } from "react";
import { Link } from "react-router-dom";
import type { CrawlStatus, Stats } from "../api/client";
import { useGet } from "../api/use";
import { useText } from "../i18n";
import { beijing } from "../lib/format";
import { Empty, Failure, Heading, Shape } from "../parts/bits";

type Loose = Record<string, unknown>;
const textOf = (value: unknown): string => (value === null || value === undefined ? "" : typeof value === "object" ? JSON.stringify(value) : String(value));
const kTime = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/;

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
        [t("crawl.pages"), s.pages, null],
        [t("crawl.captures"), s.captures, null],
        [t("crawl.sealed"), s.sealed, "/events"],
        [t("crawl.listings"), s.listings, null],
        [t("crawl.flags"), s.flags.suspected, "/flags"],
        [t("crawl.cleared"), s.flags.cleared, "/flags?view=cleared"],
        [t("crawl.cases"), s.cases, "/cases"],
        [t("crawl.notices"), notices, "/takedown"],
      ]
    : [];
  const groups = (status.data?.groups ?? []) as Loose[];
  const names = [...new Set(groups.flatMap((group) => Object.keys(group)))].slice(0, 8);
  const counted = (rows: unknown): { name: string; count: number; id?: string }[] =>
    (Array.isArray(rows) ? (rows as Loose[]) : []).map((row) => ({
      name: textOf(row.title ?? row.name ?? row.detector ?? row.why ?? row.key ?? row.right_id),
      count: Number(row.count ?? row.suspected ?? row.flags ?? 0),
      ...(row.id ? { id: String(row.id) } : {}),
    }));
  return (
    <div className="page">
      <Heading
        title={t("crawl.title")}
        hint={
          status.data ? (
            <>
              <span className={running ? "state state-green" : "state state-quiet"}>{t(running ? "crawl.running" : "crawl.idle")}</span>{" "}
              {status.data.reason ? status.data.reason : null}
              {status.data.until ? ` · ${t("crawl.until")} ${beijing(status.data.until, lang) || status.data.until}` : null}
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
          <Bars title={t("crawl.byDetector")} rows={counted(s.by_detector).map((row) => ({ ...row, name: nearest("tag", row.name, row.name) }))} />
          <Bars title={t("crawl.byRight")} rows={counted(s.by_right)} link={(row) => (row.id ? `/flags?right=${row.id}` : null)} />
          <Bars title={t("crawl.clearedWhy")} rows={counted(s.cleared_why).map((row) => ({ ...row, name: nearest("cleartag", row.name, row.name) }))} />
        </div>
      ) : null}
      {status.error ? <Failure error={status.error} onRetry={status.reload} /> : null}
      {status.data?.lines?.length ? (
        <section className="panel pad">
          <ul className="plain mono">
            {status.data.lines.map((line, i) => (
              <li key={i}>{line}</li>
            ))}
          </ul>
        </section>
      ) : null}
      <h2 className="second">{t("crawl.groups")}</h2>
      {status.data && groups.length === 0 ? <Empty title={t("crawl.groupsEmpty")} /> : null}
      {groups.length > 0 ? (
        <Table<Loose>
          size="small"
          rowKey={(row) => textOf(row.group ?? row.host ?? JSON.stringify(row))}
          pagination={false}
          dataSource={groups}
          scroll={{ x: 700 }}
          columns={names.map((name) => ({
            key: name,
            title: name.replace(/_/g, " "),
            render: (_, row) => {
              const value = textOf(row[name]);
              return <span className={typeof row[name] === "number" ? "num" : ""}>{kTime.test(value) ? beijing(value, lang) : value}</span>;
            },
          }))}
        />
      ) : null}
    </div>
  );
}

function Bars({ title, rows, link }: { title: string; rows: { name: string; count: number; id?: string }[]; link?: (row: { id?: string }) => string | null }) {
  const { t } = useText();
  const merged = new Map<string, { name: string; count: number; id?: string }>();
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
            const to = link?.(row);
            return (
              <tr key={row.name}>
                <th scope="row">{to ? <Link to={to}>{row.name}</Link> : row.name}</th>
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
