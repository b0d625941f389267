// The log: who did what, when; and the proof that one event is in it.
import { Button, Table } from "antd";
import { useEffect, useState } from "react";
import { useSearchParams } from "react-router-dom";
import { type ApiError, asApiError, call, type EventRow } from "../api/client";
import { useText } from "../i18n";
import { usePages } from "../lib/pages";
import { Digest, Empty, Failure, Heading, Shape, When, useErrorText } from "../parts/bits";
import { LogTabs } from "../parts/logtabs";

interface Proof {
  event: EventRow;
  proof: { index: number; size: number; root: string; path: string[] };
  verified: boolean;
}

export default function Events() {
  const { t, lang } = useText();
  const say = useErrorText();
  const [search, setSearch] = useSearchParams();
  const wanted = search.get("event");
  const { items, next, error, loading, data, reload, loadMore, busy } = usePages<EventRow>("/events?limit=50");
  const [proof, setProof] = useState<Proof | null>(null);
  const [failure, setFailure] = useState<ApiError | null>(null);
  useEffect(() => {
    setProof(null);
    setFailure(null);
    if (!wanted || !/^\d+$/.test(wanted)) return;
    let live = true;
    call<Proof>(`/events/${wanted}/proof`).then(
      (found) => {
        if (!live) return;
        setProof(found);
        window.scrollTo(0, 0); // the proof stands above the list
      },
      (cause: unknown) => live && setFailure(asApiError(cause)),
    );
    return () => {
      live = false;
    };
  }, [wanted]);
  return (
    <div className="page">
      <LogTabs />
      <Heading title={t("events.title")} hint={t("events.hint")} />
      {failure ? (
        <p className="alert alert-amber" role="alert">
          {say(failure)} {failure.detail}
        </p>
      ) : null}
      {proof ? (
        <section className={proof.verified ? "alert alert-green" : "alert alert-red"} role="status">
          <p>
            <strong>{proof.verified ? t("events.verified", { index: proof.proof.index, size: proof.proof.size }) : t("events.notVerified")}</strong> {proof.event.kind}
          </p>
          <p>
            {proof.event.leaf_hash ? (
              <>
                {t("events.leaf")} <Digest value={proof.event.leaf_hash} />{" "}
              </>
            ) : null}
            {t("events.root")} <Digest value={proof.proof.root} />
          </p>
        </section>
      ) : null}
      {error ? <Failure error={error} onRetry={reload} /> : null}
      {!data && loading ? <Shape /> : null}
      {data && items.length === 0 ? <Empty title={t("events.empty")} /> : null}
      {items.length > 0 ? (
        <Table<EventRow>
          size="small"
          rowKey="id"
          sticky={{ offsetHeader: 44 }}
          pagination={false}
          dataSource={items}
          scroll={{ x: 860 }}
          rowClassName={(row) => (row.id === wanted ? "row-at" : "")}
          columns={[
            { key: "no", title: t("events.no"), width: 84, align: "right", render: (_, row) => (row.no != null ? <span className="num">{row.no.toLocaleString(lang)}</span> : <span className="muted">{t("events.pending")}</span>) },
            { key: "at", title: t("events.at"), width: 148, render: (_, row) => <When time={row.at} /> },
            { key: "actor", title: t("events.actor"), width: 130, ellipsis: true, render: (_, row) => row.actor },
            { key: "kind", title: t("events.kind"), width: 190, render: (_, row) => <span className="mono">{row.kind}</span> },
            { key: "detail", title: t("events.detail"), ellipsis: true, render: (_, row) => <span className="mono muted">{row.detail && Object.keys(row.detail).length ? JSON.stringify(row.detail) : ""}</span> },
            {
              key: "prove",
              title: "",
              width: 84,
              render: (_, row) => (
                <Button size="small" disabled={row.no == null} onClick={() => setSearch({ event: row.id }, { replace: true })}>
                  {t("events.prove")}
                </Button>
              ),
            },
          ]}
        />
      ) : null}
      {next ? (
        <div className="table-foot">
          <span />
          <Button onClick={() => void loadMore()} loading={busy}>
            {t("common.more")}
          </Button>
        </div>
      ) : null}
    </div>
  );
}
