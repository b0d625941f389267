// Links and files that somebody thinks should be looked at, and what became of them.
import { App, Button, Form, Input, Select, Table } from "antd";
import { useState } from "react";
import { call, query, type Tip, takeFile, upload, type Upload } from "../api/client";
import { useText } from "../i18n";
import { saveBlob } from "../lib/export";
import { useFilters } from "../lib/filters";
import { visible } from "../lib/format";
import { usePages } from "../lib/pages";
import { useSend } from "../lib/send";
import { useMay } from "../session";
import { Empty, Failure, Heading, Shape, State, When } from "../parts/bits";
import { kFocusTable } from "../parts/focustable";
import { FormModal } from "../parts/formmodal";
import { ListFoot } from "../parts/listfoot";

const kStates = ["new", "looked_at", "used", "declined"] as const;
const kMaxBytes = 10 << 20;
type Act = Tip["may"][number];

function HandIn({ onClose, onDone }: { onClose: () => void; onDone: () => void }) {
  const { t } = useText();
  const { message } = App.useApp();
  const [form] = Form.useForm<{ url?: string; note: string }>();
  const [file, setFile] = useState<File | null>(null);
  const [tooLarge, setTooLarge] = useState(false);
  const { busy, failure, send } = useSend();
  return (
    <FormModal
      title={t("tips.handIn")}
      submitId="tip-send"
      form={form}
      busy={busy}
      failure={failure}
      intro={<p className="muted form-says">{t("tips.touches")}</p>}
      onSend={({ url, note }) =>
        void send(async (key) => {
          const kept = file ? await upload<Upload>("/uploads", file, () => {}) : null;
          const body = { note: note.trim(), ...(url?.trim() ? { url: url.trim() } : {}), ...(file && kept ? { file_name: file.name, file_sha256: kept.sha256 } : {}) };
          await call<Tip>("/tips", { method: "POST", key, body });
          void message.success(t("tips.handedIn"));
          onDone();
        })
      }
      onClose={onClose}
    >
      <Form.Item
        name="url"
        label={t("tips.url")}
        rules={[
          { pattern: /^https?:\/\/\S+$/, message: t("tips.urlHint") },
          { validator: (_, value?: string) => (value?.trim() || file ? Promise.resolve() : Promise.reject(new Error(t("tips.one")))) },
        ]}
      >
        <Input autoFocus autoComplete="off" inputMode="url" maxLength={8000} placeholder="https://" />
      </Form.Item>
      <Form.Item label={t("tips.file")} htmlFor="tip-file" extra={t("common.fileKinds")} {...(tooLarge ? { validateStatus: "error" as const, help: t("common.fileTooLarge") } : {})}>
        <input
          id="tip-file"
          type="file"
          onChange={(event) => {
            const chosen = event.target.files?.[0] ?? null;
            setTooLarge(chosen !== null && chosen.size > kMaxBytes);
            setFile(chosen && chosen.size <= kMaxBytes ? chosen : null);
          }}
        />
      </Form.Item>
      <Form.Item name="note" label={t("tips.note")} extra={t("tips.noteHint")} rules={[{ required: true, whitespace: true, message: t("tips.needed") }]}>
        <Input.TextArea rows={3} maxLength={1000} />
      </Form.Item>
    </FormModal>
  );
}

function Answer({ tip, act, onClose, onDone }: { tip: Tip; act: Act; onClose: () => void; onDone: () => void }) {
  const { t } = useText();
  const { message } = App.useApp();
  const [form] = Form.useForm<{ answer?: string }>();
  const { busy, failure, send } = useSend();
  return (
    <FormModal
      title={t(`tips.act.${act}`)}
      submitId="tip-act-send"
      form={form}
      busy={busy}
      failure={failure}
      intro={
        <div className="form-says">
          <p className="wrap">{visible(tip.note)}</p>
          <p className="muted">{t(`tips.${act}Touches`)}</p>
        </div>
      }
      onSend={({ answer }) =>
        void send(async () => {
          await call<Tip>(`/tips/${tip.id}/acts`, { method: "POST", body: { act, ...(answer?.trim() ? { answer: answer.trim() } : {}) }, version: tip.row_version });
          void message.success(t("tips.done"));
          onDone();
        })
      }
      onClose={onClose}
    >
      {act === "look" ? null : (
        <Form.Item name="answer" label={t("tips.answer")} extra={t("tips.answerHint")} rules={[{ required: true, whitespace: true, message: t("tips.needed") }]}>
          <Input.TextArea autoFocus rows={3} maxLength={1000} />
        </Form.Item>
      )}
    </FormModal>
  );
}

export default function Tips() {
  const { t, named } = useText();
  const may = useMay();
  const { get, set } = useFilters();
  const state = kStates.find((one) => one === get("state"));
  const pages = usePages<Tip>(`/tips${query({ state: state ?? null, limit: 50 })}`);
  const [handing, setHanding] = useState(false);
  const [answering, setAnswering] = useState<{ tip: Tip; act: Act } | null>(null);
  const { failure, send } = useSend();
  const answers = may("tip.answer");
  return (
    <div className="page">
      <Heading title={t("tips.title")} hint={t(answers ? "tips.hint" : "tips.mineHint")}>
        <Select
          value={state}
          allowClear
          placeholder={t("tips.anyState")}
          aria-label={t("tips.state")}
          popupMatchSelectWidth={false}
          onChange={(value?: string) => set("state", value)}
          options={kStates.map((value) => ({ value, label: named("state.tip", value) }))}
        />
        {may("tip.hand_in") ? (
          <Button type="primary" onClick={() => setHanding(true)} data-testid="tip-add">
            {t("tips.handIn")}
          </Button>
        ) : null}
      </Heading>
      {failure ? (
        <p className="alert alert-red wrap" role="alert">
          {failure}
        </p>
      ) : null}
      {pages.error ? <Failure error={pages.error} onRetry={pages.reload} /> : null}
      {!pages.data && pages.loading ? <Shape rows={6} /> : null}
      {pages.data && pages.items.length === 0 ? <Empty title={t("tips.empty")} hint={t("tips.emptyHint")} /> : null}
      {pages.items.length > 0 ? (
        <Table<Tip>
          size="small"
          rowKey="id"
          sticky={{ offsetHeader: 44 }}
          pagination={false}
          dataSource={pages.items}
          scroll={{ x: 820 }}
          components={kFocusTable}
          columns={[
            {
              key: "what", title: t("tips.what"), render: (_, row) => (
                <span className="two-lines">
                  <span className="wrap">{visible(row.note)}</span>
                  {row.url ? <span className="muted mono wrap">{visible(row.url)}</span> : null}
                  {row.file ? <span className="muted">{visible(row.file.name)}</span> : null}
                </span>
              ),
            },
            { key: "by", title: t("tips.by"), width: 110, ellipsis: true, render: (_, row) => row.created_by },
            { key: "when", title: t("tips.when"), width: 140, render: (_, row) => <When time={row.created_at} /> },
            {
              key: "state", title: t("tips.state"), width: 220, render: (_, row) => (
                <span className="two-lines">
                  <State of="tip" state={row.state} />
                  {row.answer ? <span className="wrap">{visible(row.answer)}</span> : null}
                </span>
              ),
            },
            ...(answers
              ? [
                  {
                    key: "acts", title: t("tips.answer"), width: 260, render: (_: unknown, row: Tip) => (
                      <span className="row-acts">
                        {row.may.map((act) => (
                          <Button key={act} size="small" onClick={() => setAnswering({ tip: row, act })} data-testid={`tip-${act}`}>
                            {t(`tips.act.${act}`)}
                          </Button>
                        ))}
                        {row.file ? (
                          <Button size="small" type="text" onClick={() => void send(async () => saveBlob(row.file?.name ?? row.id, await takeFile(`/tips/${row.id}/file`)))}>
                            {t("tips.takeFile")}
                          </Button>
                        ) : null}
                      </span>
                    ),
                  },
                ]
              : []),
          ]}
        />
      ) : null}
      <ListFoot pages={pages} />
      {handing ? (
        <HandIn
          onClose={() => setHanding(false)}
          onDone={() => {
            setHanding(false);
            pages.reload();
          }}
        />
      ) : null}
      {answering ? (
        <Answer
          tip={answering.tip}
          act={answering.act}
          onClose={() => setAnswering(null)}
          onDone={() => {
            setAnswering(null);
            pages.reload();
          }}
        />
      ) : null}
    </div>
  );
}
