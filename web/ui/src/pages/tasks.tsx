// What people must do: each leads to what it is about and is settled with a note.
import { App, Button, Form, Input, Select } from "antd";
import { useState } from "react";
import { Link } from "react-router-dom";
import { call, query, type Said, type Task } from "../api/client";
import { forget } from "../api/use";
import { useText } from "../i18n";
import { useFilters } from "../lib/filters";
import { beijing, visible } from "../lib/format";
import { usePages } from "../lib/pages";
import { useSend } from "../lib/send";
import { subjectPath } from "../lib/subjects";
import { useMay } from "../session";
import { AboutCell, aboutText } from "../parts/about";
import { Empty, Failure, Heading, Shape, State, When } from "../parts/bits";
import { Left } from "../parts/clock";
import { FormModal } from "../parts/formmodal";
import { ListFoot } from "../parts/listfoot";
import { type ListColumn, ListTable, ListTools, useList } from "../parts/listtable";

const kStates = ["open", "done", "any"] as const;
const kKinds = [
  "counter_notice", "counter_notice_late", "restored", "second_notice", "term_over", "reminder", "propose_withdrawal", "refusal", "delivery_unknown",
  "delivery_refused", "tell_withdrawal", "tell_filing", "reply", "bounce", "unknown_reply", "relist", "listing_back", "looks_failed", "not_taken", "right_term",
];
const kMaxNote = 2000;

// What a task says besides its kind, in one line.
function useDetail() {
  const { local } = useText();
  return ({ detail }: Task): string => {
    const of = detail as Record<string, unknown>;
    const say = (name: string) => (typeof of[name] === "string" ? visible(of[name]) : "");
    const name = of.name && typeof of.name === "object" ? local(of.name as Record<string, string>) : say("name");
    const said = of.said && typeof of.said === "object" ? visible(local((of.said as Said).text)) : [say("why"), say("answer")].filter(Boolean).join(" · ");
    return [name, said, say("subject"), say("url")].filter(Boolean).join(" · ");
  };
}

function Finish({ task, onClose, onDone }: { task: Task; onClose: () => void; onDone: () => void }) {
  const { t, named } = useText();
  const { message } = App.useApp();
  const [form] = Form.useForm<{ note?: string }>();
  const { busy, failure, send } = useSend();
  return (
    <FormModal
      title={t("tasks.finishTitle")}
      submitId="task-submit"
      form={form}
      busy={busy}
      failure={failure}
      intro={
        <div className="form-says">
          <p>{named("task", task.kind)}</p>
          <p className="muted">{t("tasks.finishTouches")}</p>
        </div>
      }
      onSend={({ note }) =>
        void send(async () => {
          await call<Task>(`/tasks/${task.id}/done`, { method: "POST", body: note?.trim() ? { note: note.trim() } : {} });
          forget("/tasks");
          void message.success(t("tasks.finished"));
          onDone();
        })
      }
      onClose={onClose}
    >
      <Form.Item name="note" label={t("tasks.note")}>
        <Input.TextArea autoFocus rows={3} maxLength={kMaxNote / 4} />
      </Form.Item>
    </FormModal>
  );
}

function useColumnsOfTasks(finish: (task: Task) => void): ListColumn<Task>[] {
  const text = useText();
  const { t, named, lang } = text;
  const may = useMay();
  const detail = useDetail();
  const about = (row: Task) => ({ ...row, detail: row.detail as Record<string, unknown> });
  return [
    {
      key: "kind", title: t("tasks.kind"), fixed: true, text: (row) => [named("task", row.kind), detail(row)].filter(Boolean).join(" · "), cell: (row) => {
        const path = subjectPath(row.subject, row.detail as Record<string, unknown>, row.case);
        return (
          <span className="two-lines" data-kind={row.kind}>
            {path ? <Link to={path}>{named("task", row.kind)}</Link> : <strong>{named("task", row.kind)}</strong>}
            <span className="muted">{detail(row)}</span>
          </span>
        );
      },
    },
    { key: "about", title: t("tasks.about"), width: 230, phone: true, text: (row) => aboutText(text, about(row)), cell: (row) => <AboutCell row={about(row)} /> },
    {
      key: "due", title: t("tasks.due"), width: 140, phone: true, text: (row) => beijing(row.due, lang),
      cell: (row) => (row.due && row.state === "open" ? <Left due={row.due} /> : row.due ? <When time={row.due} /> : null),
    },
    { key: "created", title: t("tasks.created"), width: 140, text: (row) => beijing(row.created_at, lang), cell: (row) => <When time={row.created_at} /> },
    {
      key: "done", title: t("tasks.state"), width: 190, phone: true, text: (row) => [named("state.task", row.state), beijing(row.done?.at, lang), row.done?.note].filter(Boolean).join(" "), cell: (row) =>
        row.done ? (
          <span className="two-lines">
            <span>
              {t("tasks.doneAt")} <When time={row.done.at} />
            </span>
            {row.done.note ? <span className="muted">{visible(row.done.note)}</span> : null}
          </span>
        ) : may("task.do") ? (
          <Button size="small" onClick={() => finish(row)} data-testid="task-done">
            {t("tasks.finish")}
          </Button>
        ) : (
          <State of="task" state={row.state} />
        ),
    },
  ];
}

export default function Tasks() {
  const { t, named } = useText();
  const { get, set } = useFilters();
  const state = kStates.find((one) => one === get("state")) ?? "open";
  const kind = get("kind");
  const pages = usePages<Task>(`/tasks${query({ state, kind, limit: 50 })}`);
  const [finishing, setFinishing] = useState<Task | null>(null);
  const list = useList("tasks", useColumnsOfTasks(setFinishing));
  return (
    <div className="page">
      <Heading title={t("tasks.title")} hint={t("tasks.hint")}>
        <Select
          value={kind || undefined}
          allowClear
          placeholder={t("tasks.anyKind")}
          aria-label={t("tasks.kind")}
          className="filter-right"
          popupMatchSelectWidth={false}
          onChange={(value?: string) => set("kind", value)}
          options={kKinds.map((value) => ({ value, label: named("task", value) }))}
        />
        <Select
          value={state}
          aria-label={t("tasks.state")}
          onChange={(value) => set("state", value === "open" ? undefined : value)}
          options={kStates.map((value) => ({ value, label: t(value === "open" ? "tasks.open" : value === "done" ? "tasks.doneOnes" : "tasks.any") }))}
        />
        <ListTools list={list} rows={pages.items} />
      </Heading>
      {pages.error ? <Failure error={pages.error} onRetry={pages.reload} /> : null}
      {!pages.data && pages.loading ? <Shape rows={8} /> : null}
      {pages.data && pages.items.length === 0 ? (
        <Empty title={t("tasks.empty")} hint={t("tasks.emptyHint")}>
          <Link to="/deadlines">{t("tasks.toDeadlines")}</Link>
        </Empty>
      ) : null}
      {pages.items.length > 0 ? (
        <ListTable list={list} rows={pages.items} />
      ) : null}
      <ListFoot pages={pages} />
      {finishing ? (
        <Finish
          task={finishing}
          onClose={() => setFinishing(null)}
          onDone={() => {
            setFinishing(null);
            pages.reload();
          }}
        />
      ) : null}
    </div>
  );
}
