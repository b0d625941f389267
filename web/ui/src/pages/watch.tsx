// One watch: what it has come to, what it watches, how it changed.
import { App, Button, Modal, Table } from "antd";
import { useState } from "react";
import { Link, useParams } from "react-router-dom";
import { call, type WatchDetail } from "../api/client";
import { forget, useGet } from "../api/use";
import { useText } from "../i18n";
import { beijing } from "../lib/format";
import { useSend } from "../lib/send";
import { Empty, Fact, Failure, Heading, Shape, State, When } from "../parts/bits";
import { kFocusTable } from "../parts/focustable";
import { WatchForm } from "../parts/watchform";
import { WatchQueries } from "../parts/watchqueries";
import { WatchTabs } from "../parts/watchtabs";
import { useMay } from "../session";

type Version = WatchDetail["versions"][number];

export default function WatchPage() {
  const { id = "" } = useParams();
  const { t } = useText();
  const { data: watch, error, loading, reload } = useGet<WatchDetail>(`/watches/${id}`);
  return (
    <div className="page">
      <WatchTabs />
      {error ? <Failure error={error} onRetry={reload} /> : null}
      {!watch && loading ? (
        <>
          <Heading title={t("watches.title")} />
          <Shape rows={10} />
        </>
      ) : null}
      {error && !watch ? <h1 className="unseen">{t("watches.title")}</h1> : null}
      {watch ? <Whole watch={watch} onChanged={reload} /> : null}
    </div>
  );
}

function Whole({ watch, onChanged }: { watch: WatchDetail; onChanged: () => void }) {
  const { t } = useText();
  const { message } = App.useApp();
  const may = useMay();
  const { busy, failure, send } = useSend();
  const [editing, setEditing] = useState(false);
  const [ending, setEnding] = useState(false);
  const act = (what: "pause" | "resume" | "end", done: string) =>
    send(async () => {
      await call(`/watches/${watch.id}/acts`, { method: "POST", body: { act: what }, version: watch.row_version });
      forget("/watches");
      setEnding(false);
      void message.success(done);
      onChanged();
    });
  const open = may("watch.add") && watch.state !== "done";
  return (
    <>
      <Heading
        title={watch.name}
        hint={
          <>
            <Link to="/watches">← {t("watch.back")}</Link> · {watch.state ? <State state={watch.state} /> : null} {t("watch.version")} <span className="num">{watch.version ?? 1}</span> · {t("watch.owner")}{" "}
            {watch.owner ?? t("common.unknown")}
          </>
        }
      >
        {open ? (
          <>
            <Button onClick={() => setEditing(true)} data-testid="watch-edit">
              {t("watch.edit")}
            </Button>
            {watch.state === "active" ? (
              <Button loading={busy} onClick={() => void act("pause", t("watch.paused"))} data-testid="watch-pause">
                {t("watch.pause")}
              </Button>
            ) : (
              <Button loading={busy} onClick={() => void act("resume", t("watch.resumed"))} data-testid="watch-resume">
                {t("watch.resume")}
              </Button>
            )}
            <Button danger onClick={() => setEnding(true)} data-testid="watch-end">
              {t("watch.end")}
            </Button>
          </>
        ) : null}
      </Heading>
      {failure ? (
        <p className="alert alert-red wrap" role="alert">
          {failure}
        </p>
      ) : null}
      <Coverage watch={watch} />
      <What watch={watch} />
      <WatchQueries watch={watch.id} open={open} />
      <Versions versions={watch.versions} />
      {editing ? (
        <WatchForm
          watch={watch}
          onClose={() => setEditing(false)}
          onSaved={() => {
            setEditing(false);
            onChanged();
          }}
        />
      ) : null}
      <Modal
        open={ending}
        title={t("watch.endTitle")}
        okText={t("watch.end")}
        cancelText={t("common.cancel")}
        okButtonProps={{ danger: true, id: "watch-end-send" }}
        confirmLoading={busy}
        onCancel={() => setEnding(false)}
        onOk={() => void act("end", t("watch.ended"))}
        transitionName=""
        maskTransitionName=""
      >
        <p>{t("watch.endTouches", { n: watch.coverage.listings })}</p>
      </Modal>
    </>
  );
}

function Coverage({ watch }: { watch: WatchDetail }) {
  const { t, lang } = useText();
  const { coverage } = watch;
  const count = (n: number) => (n > coverage.cap ? `${coverage.cap.toLocaleString(lang)}+` : n.toLocaleString(lang));
  const cells: [string, number, boolean][] = [
    [t("watch.pages"), coverage.pages, false],
    [t("watch.fetched"), coverage.fetched, false],
    [t("watch.queued"), coverage.queued, false],
    [t("watch.failed"), coverage.failed, coverage.failed > 0],
    [t("watch.refusedRobots"), coverage.refused_by_robots, false],
    [t("watch.refusedNetwork"), Math.max(0, coverage.refused - coverage.refused_by_robots), false],
    [t("watch.overBudget"), coverage.over_budget, false],
    [t("watch.listings"), coverage.listings, false],
  ];
  return (
    <section aria-labelledby="coverage">
      <h2 className="second" id="coverage">
        {t("watch.coverage")}
      </h2>
      {coverage.pages === 0 && coverage.listings === 0 ? (
        <Empty title={t("watch.notCrawled")} hint={t("watch.notCrawledHint")}>
          <Link to="/crawl">{t("watch.toCrawl")}</Link>
        </Empty>
      ) : (
        <div className="panel" data-testid="coverage">
          <dl className="funnel">
            {cells.map(([label, n, bad]) => (
              <div key={label}>
                <dt className="muted">{label}</dt>
                <dd className={bad ? "num big amber" : "num big"}>{count(n)}</dd>
              </div>
            ))}
          </dl>
          <p className="pad">
            {t("watch.lastNew")} {coverage.last_new_listing ? <When time={coverage.last_new_listing} /> : <span className="muted">{t("watch.never")}</span>} · {t("watch.nextDue")}{" "}
            {coverage.next_due ? <When time={coverage.next_due} /> : <span className="muted">{t("watch.never")}</span>} · <Link to={`/flags?watch=${watch.id}`}>{t("watch.toLeads")}</Link> ·{" "}
            <Link to="/crawl">{t("watch.toCrawl")}</Link>
          </p>
          <p className="pad muted">{t("watch.coverageHint")}</p>
        </div>
      )}
    </section>
  );
}

function What({ watch }: { watch: WatchDetail }) {
  const { t, lang } = useText();
  const glue = lang === "zh" ? "、" : ", ";
  const day = (time: string | null | undefined) => beijing(time).slice(0, 10);
  return (
    <section aria-labelledby="what">
      <h2 className="second" id="what">
        {t("watch.what")}
      </h2>
      <div className="panel pad">
        <dl className="facts facts-wide">
          <Fact label={t("watches.rights")}>
            {watch.rights.map((right, i) => (
              <span key={right.id}>
                {i > 0 ? glue : null}
                <Link to={`/rights/${right.id}`}>{right.title || right.right_id}</Link>
              </span>
            ))}
          </Fact>
          <Fact label={t("watches.sources")}>
            {watch.sources.map((source, i) => (
              <span key={source.id}>
                {i > 0 ? glue : null}
                <Link to={`/sources/${source.id}`}>{source.source}</Link>
                {source.disabled ? <span className="state state-amber">{t("watch.disabledSource")}</span> : null}
              </span>
            ))}
          </Fact>
          <Fact label={t("watches.queries")}>
            <span className="wrap">{watch.queries.join(glue)}</span>
          </Fact>
          <Fact label={t("watches.region")}>{watch.region || t("common.all")}</Fact>
          <Fact label={t("watches.period")}>{watch.from || watch.to ? <span className="num">{`${day(watch.from)} – ${day(watch.to)}`}</span> : t("watches.always")}</Fact>
        </dl>
      </div>
    </section>
  );
}

function Versions({ versions }: { versions: Version[] }) {
  const { t, named } = useText();
  if (versions.length === 0) return null;
  const said = (version: Version) => {
    const watch = version.watch as { name?: string; state?: string; queries?: string[]; region?: string };
    return [watch.name, watch.queries?.slice(0, 6).join(" / "), watch.region, watch.state ? named("state", watch.state) : ""].filter(Boolean).join(" · ");
  };
  return (
    <section aria-labelledby="versions">
      <h2 className="second" id="versions">
        {t("watch.versions")}
      </h2>
      <Table<Version>
        size="small"
        rowKey="version"
        pagination={false}
        dataSource={versions}
        scroll={{ x: 620 }}
          components={kFocusTable}
        columns={[
          { key: "version", title: t("watch.version"), width: 80, align: "right", render: (_, row) => <span className="num">{row.version}</span> },
          { key: "at", title: t("watch.at"), width: 148, render: (_, row) => <When time={row.at} /> },
          { key: "by", title: t("watch.by"), width: 110, ellipsis: true, render: (_, row) => row.by },
          { key: "what", title: t("watch.change"), render: (_, row) => <span className="wrap">{said(row)}</span> },
        ]}
      />
    </section>
  );
}
