// Watches (monitoring tasks) and the sources they use.
import { App, Button, Drawer, Form, Input, Select, Table } from "antd";
import { useState } from "react";
import { type ApiError, asApiError, call, type RightPage, type SourcePage, type WatchPage } from "../api/client";
import { useGet } from "../api/use";
import { useText } from "../i18n";
import { useMay } from "../session";
import { usePages } from "../lib/pages";
import { Empty, Failure, Heading, Shape, State, useErrorText } from "../parts/bits";

type Watch = WatchPage["items"][number];
type Source = SourcePage["items"][number];

export default function Watches() {
  const { t, lang, local } = useText();
  const may = useMay();
  const watches = usePages<Watch>("/watches?limit=100");
  const sources = useGet<SourcePage>("/sources");
  const rights = useGet<RightPage>("/rights?limit=200");
  const [adding, setAdding] = useState(false);
  const glue = lang === "zh" ? "、" : ", ";
  const titles = new Map((rights.data?.items ?? []).flatMap((right) => [[right.id, right.title || right.right_id], [right.right_id, right.title || right.right_id]]));
  const nameOf = (right: Watch["rights"][number]) => titles.get(right.id) ?? right.right_id;
  const some = (names: string[], none: string) =>
    names.length === 0 ? <span className="muted">{none}</span> : names.length <= 4 ? names.join(glue) : `${names.slice(0, 4).join(glue)} +${names.length - 4}`;
  return (
    <div className="page">
      <Heading title={t("watches.title")}>
        <Button type="primary" disabled={!may("watch.add")} onClick={() => setAdding(true)}>
          {t("watches.add")}
        </Button>
      </Heading>
      {watches.error ? <Failure error={watches.error} onRetry={watches.reload} /> : null}
      {!watches.data && watches.loading ? <Shape rows={4} /> : null}
      {watches.data && watches.items.length === 0 ? (
        <Empty title={t("watches.empty")} hint={t("watches.emptyHint")}>
          <Button onClick={() => setAdding(true)}>{t("watches.add")}</Button>
        </Empty>
      ) : null}
      {watches.items.length > 0 ? (
        <Table<Watch>
          size="small"
          rowKey="id"
          pagination={false}
          dataSource={watches.items}
          scroll={{ x: 860 }}
          columns={[
            { key: "name", title: t("watches.name"), render: (_, row) => <strong>{row.name}</strong> },
            { key: "rights", title: t("watches.rights"), render: (_, row) => some(row.rights.map(nameOf), t("watches.allRights")) },
            { key: "sources", title: t("watches.sources"), render: (_, row) => some(row.sources.map((source) => source.source), t("watches.allSources")) },
            { key: "queries", title: t("watches.queries"), render: (_, row) => some(row.queries, t("watches.namesOfRights")) },
            { key: "region", title: t("watches.region"), width: 80, render: (_, row) => row.region || <span className="muted">{t("common.all")}</span> },
            {
              key: "period",
              title: t("watches.period"),
              width: 180,
              render: (_, row) => (row.from || row.to ? <span className="num">{`${row.from?.slice(0, 10) ?? ""} – ${row.to?.slice(0, 10) ?? ""}`}</span> : <span className="muted">{t("watches.always")}</span>),
            },
            { key: "state", title: t("watches.state"), width: 90, render: (_, row) => (row.state ? <State state={row.state} /> : null) },
          ]}
        />
      ) : null}
      <h2 className="second">{t("sources.title")}</h2>
      {sources.error ? <Failure error={sources.error} onRetry={sources.reload} /> : null}
      {sources.data && sources.data.items.length === 0 ? <Empty title={t("sources.empty")} hint={t("sources.emptyHint")} /> : null}
      {sources.data && sources.data.items.length > 0 ? (
        <Table<Source>
          size="small"
          rowKey="id"
          pagination={false}
          dataSource={sources.data.items}
          scroll={{ x: 700 }}
          columns={[
            { key: "name", title: t("sources.name"), render: (_, row) => <strong>{local(row.name) || row.source}</strong> },
            { key: "platform", title: t("sources.platform"), width: 140, render: (_, row) => row.platform },
            { key: "hosts", title: t("sources.hosts"), render: (_, row) => <span className="mono">{(row.hosts ?? []).join(", ")}</span> },
            { key: "gap", title: t("sources.gap"), width: 110, align: "right", render: (_, row) => (row.gap_ms != null ? <span className="num">{row.gap_ms} ms</span> : null) },
            { key: "version", title: t("sources.version"), width: 80, align: "right", render: (_, row) => <span className="num">{row.version}</span> },
          ]}
        />
      ) : null}
      {adding ? (
        <AddWatch
          rights={rights.data?.items ?? []}
          sources={sources.data?.items ?? []}
          onClose={() => setAdding(false)}
          onAdded={() => {
            setAdding(false);
            watches.reload();
          }}
        />
      ) : null}
    </div>
  );
}

interface Fields {
  name: string;
  rights?: string[];
  sources?: string[];
  queries?: string;
  region?: string;
  from?: string;
  to?: string;
}

function AddWatch({ rights, sources, onClose, onAdded }: { rights: RightPage["items"]; sources: Source[]; onClose: () => void; onAdded: () => void }) {
  const { t, local } = useText();
  const { message } = App.useApp();
  const say = useErrorText();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<ApiError | null>(null);
  const send = async (fields: Fields) => {
    setBusy(true);
    setFailure(null);
    try {
      await call("/watches", {
        method: "POST",
        body: {
          name: fields.name.trim(),
          rights: fields.rights ?? [],
          sources: fields.sources ?? [],
          queries: (fields.queries ?? "").split(/\r?\n/).map((line) => line.trim()).filter(Boolean),
          region: fields.region?.trim() || null,
          from: fields.from || null,
          to: fields.to || null,
        },
      });
      void message.success(t("watches.added"));
      onAdded();
    } catch (cause) {
      setFailure(asApiError(cause));
      setBusy(false);
    }
  };
  return (
    <Drawer open onClose={onClose} size={480} title={t("watches.add")} destroyOnHidden>
      {failure ? (
        <div className="alert alert-red" role="alert">
          <p>{say(failure)}</p>
          {failure.detail ? <p className="mono wrap">{failure.detail}</p> : null}
        </div>
      ) : null}
      <Form<Fields> layout="vertical" requiredMark={false} onFinish={(fields) => void send(fields)}>
        <Form.Item name="name" label={t("watches.name")} rules={[{ required: true, whitespace: true, message: t("rights.required") }]}>
          <Input maxLength={200} autoFocus />
        </Form.Item>
        <Form.Item name="rights" label={t("watches.rights")}>
          <Select mode="multiple" placeholder={t("watches.allRights")} optionFilterProp="label" options={rights.map((right) => ({ value: right.id, label: right.title || right.right_id }))} />
        </Form.Item>
        <Form.Item name="sources" label={t("watches.sources")}>
          <Select mode="multiple" placeholder={t("watches.allSources")} options={sources.map((source) => ({ value: source.source, label: local(source.name) || source.source }))} />
        </Form.Item>
        <Form.Item name="queries" label={t("watches.queries")} extra={t("watches.queriesHint")}>
          <Input.TextArea autoSize={{ minRows: 2, maxRows: 6 }} />
        </Form.Item>
        <Form.Item name="region" label={t("watches.region")} extra={t("watches.regionHint")}>
          <Input maxLength={12} inputMode="numeric" />
        </Form.Item>
        <div className="form-row">
          <Form.Item name="from" label={t("watches.from")}>
            <Input type="date" />
          </Form.Item>
          <Form.Item name="to" label={t("watches.to")}>
            <Input type="date" />
          </Form.Item>
        </div>
        <div className="form-end">
          <Button onClick={onClose}>{t("common.cancel")}</Button>
          <Button type="primary" htmlType="submit" loading={busy}>
            {t("common.save")}
          </Button>
        </div>
      </Form>
    </Drawer>
  );
}
