// What would be given to which bureau, in numbers, before anything is given.
import { App, Button, Input, Modal, Segmented } from "antd";
import { useEffect, useState } from "react";
import { type ApiError, asApiError, type AssignmentProposal, type AssignmentsGiven, call } from "../api/client";
import { useText } from "../i18n";
import { visible } from "../lib/format";
import { useSend } from "../lib/send";
import { Empty, Failure, Shape } from "./bits";

type Group = AssignmentProposal["groups"][number];

export function GiveAssignments({ onClose, onGiven }: { onClose: () => void; onGiven: () => void }) {
  const { t, named, lang } = useText();
  const { message } = App.useApp();
  const [kind, setKind] = useState<"flag" | "case">("flag");
  const [proposal, setProposal] = useState<AssignmentProposal | null>(null);
  const [error, setError] = useState<ApiError | null>(null);
  const [round, setRound] = useState(0);
  const [note, setNote] = useState("");
  const { busy, failure, send } = useSend();
  useEffect(() => {
    let gone = false;
    setProposal(null);
    setError(null);
    call<AssignmentProposal>("/assignments/proposal", { method: "POST", body: { kind } })
      .then((found) => !gone && setProposal(found))
      .catch((cause: unknown) => !gone && setError(asApiError(cause)));
    return () => {
      gone = true;
    };
  }, [kind, round]);
  const give = (group: Group) =>
    send(async () => {
      const body = { kind, ids: group.ids, to: group.to.id, ...(note.trim() ? { note: note.trim() } : {}) };
      const done = await call<AssignmentsGiven>("/assignments", { method: "POST", body });
      void message.success(t("assign.done", { n: done.given }));
      setRound((n) => n + 1);
      onGiven();
    });
  const count = (n: number) => n.toLocaleString(lang);
  return (
    <Modal open title={t("assign.giveTitle")} footer={<Button onClick={onClose}>{t("common.close")}</Button>} onCancel={onClose} width={640} transitionName="" maskTransitionName="">
      <p className="muted form-says">{t("assign.giveHint")}</p>
      <Segmented<"flag" | "case">
        value={kind}
        onChange={setKind}
        options={[{ value: "flag", label: t("assign.flags") }, { value: "case", label: t("assign.cases") }]}
        aria-label={t("assign.subject")}
      />
      {failure ? (
        <p className="alert alert-red wrap" role="alert">
          {failure}
        </p>
      ) : null}
      {error ? <Failure error={error} onRetry={() => setRound((n) => n + 1)} /> : null}
      {!proposal && !error ? <Shape rows={4} /> : null}
      {proposal && proposal.groups.length === 0 ? <Empty title={t("assign.nothing")} hint={t("assign.nothingHint")} /> : null}
      <ul className="rows" data-testid="proposal">
        {(proposal?.groups ?? []).map((group) => (
          <li key={group.to.id} className="loss" data-bureau={group.to.region}>
            <span className="group-head">
              <span>
                <strong>{visible(group.to.name)}</strong> <span className="muted num">{group.to.region}</span> {group.to.level ? <span className="muted">{named("orgs.level", group.to.level)}</span> : null}
              </span>
              <Button type="primary" size="small" loading={busy} onClick={() => void give(group)} data-testid="give">
                {t("assign.confirm", { name: visible(group.to.name), n: count(group.ids.length) })}
              </Button>
            </span>
            <span className="muted num">
              {t("assign.bySeller")} {count(group.basis.seller)} · {t("assign.byWatch")} {count(group.basis.watch)}
            </span>
            <span className="muted wrap">
              {t("assign.examples")} {group.examples.slice(0, 2).map((one) => visible(one.title)).join(" · ")}
            </span>
          </li>
        ))}
      </ul>
      {proposal && proposal.groups.length > 0 ? (
        <label className="form-says">
          {t("assign.note")}
          <Input value={note} onChange={(event) => setNote(event.target.value)} maxLength={500} />
        </label>
      ) : null}
      {proposal && proposal.without > 0 ? <p className="muted">{t("assign.without", { n: count(proposal.without) })}</p> : null}
      {proposal?.more ? <p className="muted">{t("assign.more")}</p> : null}
    </Modal>
  );
}
