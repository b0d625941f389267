// One import: where the file came from, how far it was read, and which of its records were refused, with the reason.
import { Button, Grid, Table } from "antd";
import { useEffect } from "react";
import { Link, useLocation, useParams } from "react-router-dom";
import type { Import, ImportRefusalPage } from "../api/client";
import { useGet } from "../api/use";
import { useText } from "../i18n";
import { saveCsv } from "../lib/export";
import { size, visible } from "../lib/format";
import { usePages } from "../lib/pages";
import type { Told } from "../parts/addimport";
import { Digest, Empty, Fact, Failure, Heading, Shape, When } from "../parts/bits";
import { ImportState, kPollMillis } from "../parts/importbits";

type Refusal = ImportRefusalPage["items"][number];

export default function ImportPage() {
  const { id = "" } = useParams();
  const { t, lang } = useText();
  const told = (useLocation().state ?? {}) as Told;
  const { data: one, error, loading, reload } = useGet<Import>(`/imports/${id}`);
  const running = one?.state === "running";
  useEffect(() => {
    if (!running) return;
    const timer = setInterval(reload, kPollMillis);
    return () => clearInterval(timer);
  }, [running, reload]);
  const count = (n: number) => n.toLocaleString(lang);
  return (
    <div className="page">
      <Heading title={<span className="wrap">{one?.file ?? t("imports.title")}</span>} hint={<Link to="/imports">← {t("imports.toList")}</Link>}>
        {one ? <ImportState state={one.state} /> : null}
        <Button onClick={reload}>{t("common.refresh")}</Button>
      </Heading>
      {error ? <Failure error={error} onRetry={reload} /> : null}
      {!one && loading ? <Shape rows={10} /> : null}
      {one ? (
        <>
          {told.already ? <p className="alert alert-green" role="status">{t("imports.already")}</p> : null}
          {told.resumedAfter !== undefined ? (
            <p className="alert alert-green" role="status" data-testid="import-resumed">
              {t("imports.resumed", { n: count(told.resumedAfter) })}
            </p>
          ) : null}
          {running ? <p className="alert">{t("imports.runningHint")}</p> : null}
          {one.state === "failed" ? (
            <div className="alert alert-red" role="alert">
              <p>
                <strong>{t("imports.failed")}</strong> {t("imports.failedHint")}
              </p>
              {one.failure ? <p className="mono wrap">{visible(one.failure)}</p> : null}
            </div>
          ) : null}
          <p className="said" role="status" data-testid="import-said">
            {t("imports.said", { n: count(one.records), listings: count(one.listings), pages: count(one.pages), bad: count(one.refused_count) })}
          </p>
          <Facts one={one} />
          <Refusals one={one} />
        </>
      ) : null}
    </div>
  );
}

function Facts({ one }: { one: Import }) {
  const { t, named, lang } = useText();
  const used = one.columns?.used ?? [];
  const ignored = one.columns?.ignored ?? [];
  return (
    <section className="panel pad" aria-label={t("imports.facts")}>
      <dl className="facts facts-wide">
        <Fact label={t("imports.from")}>{one.from || <span className="muted">{t("imports.fromUnknown")}</span>}</Fact>
        <Fact label={t("imports.by")}>{one.by || <span className="muted">{t("common.unknown")}</span>}</Fact>
        <Fact label={t("imports.kind")}>
          {named("imports.kind", one.kind)} · <span className="num">{size(one.bytes)}</span>
        </Fact>
        <Fact label={t("imports.sha256")}>
          <Digest value={one.sha256} ends={10} />
        </Fact>
        <Fact label={t("imports.capture")}>{one.capture ? <Digest value={one.capture} ends={8} /> : <span className="muted">{t("imports.noCapture")}</span>}</Fact>
        <Fact label={t("imports.started")}>
          <When time={one.started_at} />
        </Fact>
        <Fact label={t("imports.ended")}>{one.ended_at ? <When time={one.ended_at} /> : <span className="muted">{t("imports.notEnded")}</span>}</Fact>
        {used.length > 0 ? (
          <Fact label={t("imports.columns")}>
            <ul className="columns">
              {used.map((column, i) => (
                <li key={i}>
                  <bdi>{visible(column.column)}</bdi> → {named("imports.field", column.field)}
                </li>
              ))}
            </ul>
          </Fact>
        ) : null}
        {ignored.length > 0 ? (
          <Fact label={t("imports.columnsIgnored")}>
            <bdi>{ignored.map(visible).join(lang === "zh" ? "、" : ", ")}</bdi>
          </Fact>
        ) : null}
      </dl>
    </section>
  );
}

function Refusals({ one }: { one: Import }) {
  const { t, lang } = useText();
  const { hash } = useLocation();
  const wide = Grid.useBreakpoint().md ?? true;
  const { items, next, error, loading, data, reload, loadMore, busy, moreError } = usePages<Refusal>(`/imports/${one.id}/refusals?limit=50`);
  // While the file is read, more may come.
  useEffect(() => {
    if (one.state === "running" && one.refused_count > 0) reload();
  }, [one.state, one.refused_count, reload]);
  useEffect(() => {
    if (hash === "#refused" && data) document.getElementById("refused")?.scrollIntoView();
  }, [hash, data]);
  const save = () =>
    saveCsv(
      `refused-${one.id}.csv`,
      [t("imports.number"), t("imports.place"), t("imports.reason"), t("imports.row")],
      items.map((row) => [String(row.number), visible(row.place), visible(row.reason), visible(row.row ?? "")]),
    );
  const content = (row: Refusal) =>
    row.row ? (
      <bdi className="excerpt mono">{visible(row.row)}</bdi>
    ) : (
      <span className="muted">{t("imports.noRow")}</span>
    );
  return (
    <section aria-labelledby="refused" className="refusals">
      <div className="heading">
        <div>
          <h2 id="refused" tabIndex={-1}>
            {t("imports.refusedTitle")}
          </h2>
          <p className="muted">{t("imports.refusedHint")}</p>
        </div>
        <div className="heading-end">
          <Button disabled={items.length === 0} onClick={save} data-testid="refused-export">
            {t("imports.exportCount", { n: items.length.toLocaleString(lang) })}
          </Button>
        </div>
      </div>
      {error ? <Failure error={error} onRetry={reload} /> : null}
      {!data && loading ? <Shape rows={4} /> : null}
      {data && items.length === 0 ? (
        <Empty title={t("imports.refusedEmpty")} hint={t(one.state === "done" ? "imports.refusedEmptyHint" : "imports.refusedEmptyRunning")} />
      ) : null}
      {items.length > 0 && wide ? (
        <Table<Refusal>
          size="small"
          rowKey="number"
          sticky={{ offsetHeader: 44 }}
          pagination={false}
          dataSource={items}
          tableLayout="fixed"
          scroll={{ x: 900 }}
          columns={[
            { key: "number", title: t("imports.number"), width: 76, align: "right", render: (_, row) => <span className="num">{row.number}</span> },
            { key: "place", title: t("imports.place"), width: 170, render: (_, row) => <bdi className="mono wrap">{visible(row.place)}</bdi> },
            { key: "reason", title: t("imports.reason"), width: "34%", render: (_, row) => <span className="wrap">{visible(row.reason)}</span> },
            { key: "row", title: t("imports.row"), render: (_, row) => content(row) },
          ]}
        />
      ) : null}
      {items.length > 0 && !wide ? (
        <ul className="panel rows">
          {items.map((row) => (
            <li key={row.number} className="loss">
              <span className="loss-head">
                <strong className="num">
                  {t("imports.number")} {row.number}
                </strong>
                <bdi className="mono">{visible(row.place)}</bdi>
              </span>
              <span className="wrap">{visible(row.reason)}</span>
              {content(row)}
            </li>
          ))}
        </ul>
      ) : null}
      {moreError ? <Failure error={moreError} onRetry={() => void loadMore()} /> : null}
      {items.length > 0 ? (
        <div className="table-foot">
          <span className="muted">{t("imports.shown", { n: items.length.toLocaleString(lang), total: one.refused_count.toLocaleString(lang) })}</span>
          {next ? (
            <Button onClick={() => void loadMore()} loading={busy} data-testid="more">
              {t("common.more")}
            </Button>
          ) : null}
        </div>
      ) : null}
    </section>
  );
}
