// What bureaus give one another: received, given, receipts that are overdue.
import { App, Button, Form, Input, Modal, Segmented, Select, Table } from "antd";
import { useState } from "react";
import { Link } from "react-router-dom";
import { type Assignment, type AssignmentDetail, call, query } from "../api/client";
import { useGet } from "../api/use";
import { useText } from "../i18n";
import { useFilters } from "../lib/filters";
import { visible } from "../lib/format";
import { usePages } from "../lib/pages";
import { useSend } from "../lib/send";
import { useMay } from "../session";
import { Empty, Failure, Heading, Shape, State, When } from "../parts/bits";
import { Left } from "../parts/clock";
import { FormModal } from "../parts/formmodal";
import { GiveAssignments } from "../parts/giveassignments";
import { ListFoot } from "../parts/listfoot";

const kBoxes = ["received", "given", "all"] as const;
const kStates = ["sent", "overdue", "accepted", "returned", "passed_on"] as const;

function Answer({ one, act, onClose, onDone }: { one: Assignment; act: "accept" | "return"; onClose: () => void; onDone: () => void }) {
  const { t } = useText();
  const { message } = App.useApp();
  const [form] = Form.useForm<{ reason?: string }>();
  const { busy, failure, send } = useSend();
  return (
    <FormModal
      title={t(`assign.${act}`)}
      submitId="assignment-send"
      form={form}
      busy={busy}
      failure={failure}
      intro={
        <div className="form-says">
          <p>{visible(one.subject.title)}</p>
          <p className="muted">{t(`assign.${act}Touches`, { name: one.from.name })}</p>
        </div>
      }
      onSend={({ reason }) =>
        void send(async () => {
          const body = { act, ...(reason?.trim() ? { reason: reason.trim() } : {}) };
          await call<Assignment>(`/assignments/${one.id}/acts`, { method: "POST", body, version: one.row_version });
          void message.success(t(act === "accept" ? "assign.accepted" : "assign.returned"));
          onDone();
        })
      }
      onClose={onClose}
    >
      {act === "return" ? (
        <Form.Item name="reason" label={t("assign.reason")} rules={[{ required: true, whitespace: true, message: t("assign.needed") }]}>
          <Input.TextArea autoFocus rows={3} maxLength={500} />
        </Form.Item>
      ) : null}
    </FormModal>
  );
}

function History({ id, onClose }: { id: string; onClose: () => void }) {
  const { t, named } = useText();
  const { data, error, loading, reload } = useGet<AssignmentDetail>(`/assignments/${id}`);
  return (
    <Modal open title={t("assign.history")} footer={<Button onClick={onClose}>{t("common.close")}</Button>} onCancel={onClose} transitionName="" maskTransitionName="">
      {error ? <Failure error={error} onRetry={reload} /> : null}
      {!data && loading ? <Shape rows={3} /> : null}
      <ol className="rows" data-testid="assignment-history">
        {(data?.history ?? []).map((event) => (
          <li key={event.at + event.kind} className="loss">
            <span className="loss-head">
              <strong>{named("assign.event", event.kind.replace("assignment.", ""))}</strong> <When time={event.at} />
            </span>
            <span className="muted">{event.actor}</span>
          </li>
        ))}
      </ol>
      {data?.reason ? <p className="wrap">{visible(data.reason)}</p> : null}
      {data?.note ? <p className="muted wrap">{visible(data.note)}</p> : null}
    </Modal>
  );
}

export default function Assignments() {
  const { t, named } = useText();
  const may = useMay();
  const { get, set } = useFilters();
  const box = kBoxes.find((one) => one === get("box")) ?? "received";
  const state = kStates.find((one) => one === get("state"));
  const pages = usePages<Assignment>(`/assignments${query({ box: box === "all" ? null : box, state: state ?? null, limit: 50 })}`);
  const [answering, setAnswering] = useState<{ one: Assignment; act: "accept" | "return" } | null>(null);
  const [showing, setShowing] = useState<string | null>(null);
  const [giving, setGiving] = useState(false);
  const hint = box === "received" ? t("assign.emptyReceived") : box === "given" ? t("assign.emptyGiven") : undefined;
  return (
    <div className="page">
      <Heading title={t("assign.title")} hint={t("assign.hint")}>
        {may("assignment.make") ? (
          <Button type="primary" onClick={() => setGiving(true)} data-testid="assign">
            {t("assign.give")}
          </Button>
        ) : null}
      </Heading>
      <div className="toolbar">
        <Segmented<(typeof kBoxes)[number]>
          value={box}
          onChange={(value) => set("box", value === "received" ? undefined : value)}
          options={kBoxes.map((value) => ({ value, label: t(`assign.${value}`) }))}
          aria-label={t("assign.box")}
        />
        <Select
          value={state}
          allowClear
          placeholder={t("assign.anyState")}
          aria-label={t("assign.state")}
          popupMatchSelectWidth={false}
          onChange={(value?: string) => set("state", value)}
          options={kStates.map((value) => ({ value, label: value === "overdue" ? t("assign.overdue") : named("state.assignment", value) }))}
        />
      </div>
      {pages.error ? <Failure error={pages.error} onRetry={pages.reload} /> : null}
      {!pages.data && pages.loading ? <Shape rows={8} /> : null}
      {pages.data && pages.items.length === 0 ? <Empty title={t("assign.empty")} {...(hint ? { hint } : {})} /> : null}
      {pages.items.length > 0 ? (
        <Table<Assignment>
          size="small"
          rowKey="id"
          sticky={{ offsetHeader: 44 }}
          pagination={false}
          dataSource={pages.items}
          scroll={{ x: 980 }}
          columns={[
            {
              key: "subject", title: t("assign.subject"), render: (_, row) => (
                <span className="two-lines">
                  <Link to={`/${row.subject.kind === "flag" ? "flags" : "cases"}/${row.subject.id}`} className="title-link" title={visible(row.subject.title)}>
                    {visible(row.subject.title) || row.subject.id}
                  </Link>
                  <span className="muted">
                    {named("assign.kind", row.subject.kind)} · {named("assign.basis", row.basis)}
                  </span>
                </span>
              ),
            },
            { key: "from", title: t("assign.from"), width: 140, ellipsis: true, render: (_, row) => visible(row.from.name) },
            { key: "to", title: t("assign.to"), width: 140, ellipsis: true, render: (_, row) => visible(row.to.name) },
            { key: "at", title: t("assign.at"), width: 140, render: (_, row) => <When time={row.created_at} /> },
            {
              key: "state", title: t("assign.state"), width: 150, render: (_, row) => (
                <span className="two-lines">
                  {row.overdue ? <span className="state state-red">{t("assign.overdue")}</span> : <State of="assignment" state={row.state} />}
                  {row.state === "sent" ? <Left due={row.due} /> : row.answered_by ? (
                    <span className="muted">
                      {row.answered_by} <When time={row.answered_at} />
                    </span>
                  ) : null}
                </span>
              ),
            },
            {
              key: "acts", title: t("assign.receipt"), width: 190, render: (_, row) => (
                <span className="row-acts">
                  {row.may.map((act) => (
                    <Button key={act} size="small" type={act === "accept" ? "primary" : "default"} onClick={() => setAnswering({ one: row, act })} data-testid={`assignment-${act}`}>
                      {t(`assign.${act}`)}
                    </Button>
                  ))}
                  <Button size="small" type="text" onClick={() => setShowing(row.id)} aria-label={`${t("assign.show")}: ${visible(row.subject.title)}`} data-testid="assignment-show">
                    {t("assign.history")}
                  </Button>
                </span>
              ),
            },
          ]}
        />
      ) : null}
      <ListFoot pages={pages} />
      {answering ? (
        <Answer
          one={answering.one}
          act={answering.act}
          onClose={() => setAnswering(null)}
          onDone={() => {
            setAnswering(null);
            pages.reload();
          }}
        />
      ) : null}
      {showing ? <History id={showing} onClose={() => setShowing(null)} /> : null}
      {giving ? <GiveAssignments onClose={() => setGiving(false)} onGiven={pages.reload} /> : null}
    </div>
  );
}
