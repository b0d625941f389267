// One source: its hosts and how they stand with the crawl, its text, a page tried with it.
import { App, Button, Table } from "antd";
import { useState } from "react";
import { Link, useParams } from "react-router-dom";
import { call, type SourceDetail } from "../api/client";
import { forget, useGet } from "../api/use";
import { useText } from "../i18n";
import { useSend } from "../lib/send";
import { Fact, Failure, Heading, Shape, State, When } from "../parts/bits";
import { kFocusTable } from "../parts/focustable";
import { SourceForm, TryPage } from "../parts/sourceform";
import { WatchTabs } from "../parts/watchtabs";
import { useMay } from "../session";

export default function SourcePageOf() {
  const { id = "" } = useParams();
  const { t } = useText();
  const { data: source, error, loading, reload } = useGet<SourceDetail>(`/sources/${id}`);
  return (
    <div className="page">
      <WatchTabs />
      {error ? (
        <>
          <h1 className="unseen">{t("sources.title")}</h1>
          <Failure error={error} onRetry={reload} />
        </>
      ) : null}
      {!source && loading ? (
        <>
          <Heading title={t("sources.title")} />
          <Shape rows={10} />
        </>
      ) : null}
      {source ? <Whole source={source} onChanged={reload} /> : null}
    </div>
  );
}

function Whole({ source, onChanged }: { source: SourceDetail; onChanged: () => void }) {
  const { t, local, lang } = useText();
  const { message } = App.useApp();
  const may = useMay();
  const { busy, failure, send } = useSend();
  const [editing, setEditing] = useState(false);
  const act = (what: "disable" | "enable") =>
    send(async () => {
      await call(`/sources/${source.id}/acts`, { method: "POST", body: { act: what }, version: source.row_version });
      forget("/sources");
      void message.success(t(what === "disable" ? "source.disabledDone" : "source.enabledDone"));
      onChanged();
    });
  const glue = lang === "zh" ? "、" : ", ";
  return (
    <>
      <Heading
        title={local(source.name) || source.source}
        hint={
          <>
            <Link to="/sources">← {t("source.back")}</Link> · <span className={source.disabled ? "state state-quiet" : "state state-green"}>{t(source.disabled ? "source.disabled" : "source.enabled")}</span> {source.source} ·{" "}
            {t("sources.version")} <span className="num">{source.version}</span>
          </>
        }
      >
        {may("source.add") ? (
          <>
            <Button onClick={() => setEditing(true)} data-testid="source-edit">
              {t("source.edit")}
            </Button>
            <Button loading={busy} danger={!source.disabled} onClick={() => void act(source.disabled ? "enable" : "disable")} data-testid="source-switch">
              {t(source.disabled ? "source.enable" : "source.disable")}
            </Button>
          </>
        ) : null}
      </Heading>
      {failure ? (
        <p className="alert alert-red wrap" role="alert">
          {failure}
        </p>
      ) : null}
      <div className="panel pad">
        <dl className="facts facts-wide">
          <Fact label={t("sources.platform")}>{source.platform}</Fact>
          {source.kind ? <Fact label={t("source.kind")}>{t(`source.kind.${source.kind}`)}</Fact> : null}
          <Fact label={t("sources.hosts")}>
            <span className="mono wrap">{(source.hosts ?? []).join(", ")}</span>
          </Fact>
          {source.item_pattern ? (
            <Fact label={t("source.itemPattern")}>
              <code className="mono wrap">{source.item_pattern}</code>
            </Fact>
          ) : null}
          {source.gap_ms != null ? (
            <Fact label={t("sources.gap")}>
              <span className="num">{source.gap_ms.toLocaleString(lang)} ms</span>
            </Fact>
          ) : null}
          {source.budget?.pages != null ? (
            <Fact label={t("source.budget")}>
              <span className="num">{source.budget.pages.toLocaleString(lang)}</span>
            </Fact>
          ) : null}
          <Fact label={t("source.usedBy")}>
            {source.watches.length === 0 ? <span className="muted">{t("source.usedByNone")}</span> : null}
            {source.watches.map((watch, i) => (
              <span key={watch.id}>
                {i > 0 ? glue : null}
                <Link to={`/watches/${watch.id}`}>{watch.name}</Link> <State state={watch.state} />
              </span>
            ))}
          </Fact>
        </dl>
        <details className="how">
          <summary>{t("source.show")}</summary>
          <pre className="excerpt mono" tabIndex={0} role="region" aria-label={t("source.text")}>
            {source.yaml}
          </pre>
        </details>
      </div>
      <Standing source={source} />
      {may("source.add") ? (
        <div className="panel pad">
          <TryPage source={source.id} />
        </div>
      ) : null}
      {editing ? (
        <SourceForm
          yaml={source.yaml}
          onClose={() => setEditing(false)}
          onSaved={() => {
            setEditing(false);
            onChanged();
          }}
        />
      ) : null}
    </>
  );
}

function Standing({ source }: { source: SourceDetail }) {
  const { t, lang } = useText();
  const asked = source.groups.length > 0 || source.robots.length > 0;
  return (
    <section aria-labelledby="standing" data-testid="standing">
      <h2 className="second" id="standing">
        {t("source.hostsStand")}
      </h2>
      {!asked ? <p className="muted panel pad">{t("source.notAsked")}</p> : null}
      {source.groups.length > 0 ? (
        <Table<SourceDetail["groups"][number]>
          size="small"
          rowKey="group"
          pagination={false}
          dataSource={source.groups}
          scroll={{ x: 620 }}
          components={kFocusTable}
          columns={[
            { key: "group", title: t("source.group"), render: (_, row) => <span className="mono wrap">{row.group}</span> },
            {
              key: "breaker",
              title: t("source.breaker"),
              render: (_, row) =>
                row.resting ? (
                  <>
                    <span className="state state-amber">{t("source.resting")}</span> <When time={row.next_at} /> <span className="muted">{row.why}</span>
                  </>
                ) : (
                  <span className="state state-green">{t("source.goes")}</span>
                ),
            },
            { key: "failures", title: t("source.failures"), width: 130, align: "right", render: (_, row) => <span className="num">{row.failures.toLocaleString(lang)}</span> },
          ]}
        />
      ) : null}
      {source.robots.length > 0 ? (
        <ul className="panel rows">
          {source.robots.map((row) => (
            <li key={row.origin}>
              <span className="mono wrap">{row.origin}</span> · {t("source.robots")} <span className={row.state === "unreachable" ? "state state-amber" : "state state-green"}>{t(`source.robots.${row.state}`)}</span>{" "}
              <span className="muted">
                {t("source.until")} <When time={row.expires_at} />
              </span>
            </li>
          ))}
        </ul>
      ) : null}
      <h3>{t("source.errors")}</h3>
      {source.errors.length === 0 ? (
        <p className="muted">{t("source.noErrors")}</p>
      ) : (
        <Table<SourceDetail["errors"][number]>
          size="small"
          rowKey={(row) => row.at + row.url}
          pagination={false}
          dataSource={source.errors}
          scroll={{ x: 700 }}
          components={kFocusTable}
          columns={[
            { key: "at", title: t("source.at"), width: 148, render: (_, row) => <When time={row.at} /> },
            { key: "status", title: t("source.status"), width: 80, align: "right", render: (_, row) => (row.status ? <span className="num">{row.status}</span> : <span className="muted">{t("source.noAnswer")}</span>) },
            { key: "url", title: t("source.url"), render: (_, row) => <bdi className="mono wrap">{row.url}</bdi> },
            { key: "why", title: t("source.why"), render: (_, row) => <span className="wrap">{row.why}</span> },
          ]}
        />
      )}
    </section>
  );
}
