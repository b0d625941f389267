// Adding a watch, or another version of one.
import { App, Button, Drawer, Form, Input, Select } from "antd";
import { useState } from "react";
import { type ApiError, asApiError, call, type RightPage, type SourcePage, type WatchDetail } from "../api/client";
import { forget, useGet } from "../api/use";
import { useText } from "../i18n";
import { beijing } from "../lib/format";
import { useErrorText } from "./bits";

interface Fields {
  name: string;
  rights?: string[];
  sources?: string[];
  queries?: string;
  region?: string;
  from?: string;
  to?: string;
  owner?: string;
}

const lines = (text: string | undefined) =>
  (text ?? "")
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter(Boolean);
const day = (time: string | null | undefined) => beijing(time).slice(0, 10);

// `watch`: the one to change; none: a new one.
export function WatchForm({ watch, onClose, onSaved }: { watch?: WatchDetail; onClose: () => void; onSaved: () => void }) {
  const { t, local } = useText();
  const { message } = App.useApp();
  const say = useErrorText();
  const rights = useGet<RightPage>("/rights?limit=200");
  const sources = useGet<SourcePage>("/sources");
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<ApiError | null>(null);
  const known = rights.data?.items ?? [];
  // A right that the list of the first 200 does not hold keeps its name.
  const more = (watch?.rights ?? []).filter((right) => !known.some((one) => one.id === right.id));
  const send = async (fields: Fields) => {
    setBusy(true);
    setFailure(null);
    const body = {
      name: fields.name.trim(),
      rights: fields.rights ?? [],
      sources: fields.sources ?? [],
      queries: lines(fields.queries),
      region: fields.region?.trim() || null,
      from: fields.from ? `${fields.from}T00:00:00+08:00` : null,
      to: fields.to ? `${fields.to}T23:59:59+08:00` : null,
      owner: fields.owner?.trim() || null,
    };
    try {
      if (watch) {
        const saved = await call<WatchDetail>(`/watches/${watch.id}`, { method: "PATCH", body, version: watch.row_version });
        void message.success(t("watch.changed", { n: saved.version ?? 1 }));
      } else {
        await call("/watches", { method: "POST", body });
        void message.success(t("watches.added"));
      }
      forget("/watches");
      onSaved();
    } catch (cause) {
      setFailure(asApiError(cause));
      setBusy(false);
    }
  };
  return (
    <Drawer open onClose={onClose} size={480} title={t(watch ? "watch.editTitle" : "watches.add")} destroyOnHidden>
      {watch ? <p className="muted form-says">{t("watch.editHint")}</p> : null}
      {failure ? (
        <div className="alert alert-red" role="alert">
          <p>{say(failure)}</p>
          {failure.detail ? <p className="mono wrap">{failure.detail}</p> : null}
        </div>
      ) : null}
      <Form<Fields>
        layout="vertical"
        requiredMark={false}
        {...(watch
          ? {
              initialValues: {
                name: watch.name,
                rights: watch.rights.map((right) => right.id),
                sources: watch.sources.map((source) => source.source),
                queries: watch.queries.join("\n"),
                region: watch.region ?? "",
                from: day(watch.from),
                to: day(watch.to),
                owner: watch.owner ?? "",
              },
            }
          : {})}
        onFinish={(fields) => void send(fields)}
      >
        <Form.Item name="name" label={t("watches.name")} rules={[{ required: true, whitespace: true, message: t("rights.required") }]}>
          <Input maxLength={200} autoFocus />
        </Form.Item>
        <Form.Item name="rights" label={t("watches.rights")}>
          <Select
            mode="multiple"
            placeholder={t("watches.allRights")}
            optionFilterProp="label"
            options={[
              ...known.map((right) => ({ value: right.id, label: right.title || right.right_id })),
              ...more.map((right) => ({ value: right.id, label: right.title || right.right_id })),
            ]}
          />
        </Form.Item>
        <Form.Item name="sources" label={t("watches.sources")}>
          <Select mode="multiple" placeholder={t("watches.allSources")} options={(sources.data?.items ?? []).map((source) => ({ value: source.source, label: local(source.name) || source.source }))} />
        </Form.Item>
        <Form.Item name="queries" label={t("watches.queries")} extra={t("watches.queriesHint")}>
          <Input.TextArea autoSize={{ minRows: 2, maxRows: 6 }} />
        </Form.Item>
        <div className="form-row">
          <Form.Item name="region" label={t("watches.region")} extra={t("watches.regionHint")}>
            <Input maxLength={12} inputMode="numeric" />
          </Form.Item>
          <Form.Item name="owner" label={t("watch.owner")} extra={t("watch.ownerHint")}>
            <Input maxLength={100} autoComplete="off" />
          </Form.Item>
        </div>
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
          <Button type="primary" htmlType="submit" loading={busy} id="watch-save">
            {t("common.save")}
          </Button>
        </div>
      </Form>
    </Drawer>
  );
}
