// One alias: what speaks for it, what it would find, and the answer to it.
import { App, Button, Input, Modal } from "antd";
import { useState } from "react";
import { Link } from "react-router-dom";
import { type Alias, call } from "../api/client";
import { forget, useGet } from "../api/use";
import { useText } from "../i18n";
import { visible } from "../lib/format";
import { useSend } from "../lib/send";
import { Failure, Shape, State, When } from "./bits";
import { TryRight } from "./righttry";

const kActs = ["approve", "refuse", "withdraw"] as const;

export function AliasWindow({ id, onClose, onDone }: { id: string; onClose: () => void; onDone: () => void }) {
  const { t } = useText();
  const { message } = App.useApp();
  const { data, error, reload } = useGet<Alias>(`/aliases/${id}`);
  const { busy, failure, send } = useSend();
  const [reason, setReason] = useState("");
  const [missing, setMissing] = useState(false);
  const acts = kActs.filter((act) => data?.may.includes(act));
  const act = (what: (typeof kActs)[number]) => {
    if (!data) return;
    if (!reason.trim()) {
      setMissing(true);
      return;
    }
    void send(async () => {
      await call<Alias>(`/aliases/${id}/acts`, { method: "POST", body: { act: what, reason: reason.trim() }, version: data.row_version });
      // An alias in force or withdrawn is another version of its right.
      for (const path of ["/aliases", "/rights"]) forget(path);
      void message.success(t(`alias.did.${what}`));
      onDone();
      onClose();
    });
  };
  return (
    <Modal open title={data ? visible(data.text) : t("alias.title")} onCancel={onClose} footer={null} width={760} transitionName="" maskTransitionName="">
      {error ? <Failure error={error} onRetry={reload} /> : null}
      {!data && !error ? <Shape rows={5} /> : null}
      {data ? (
        <div className="alias-window" data-testid="alias-window" data-state={data.state}>
          <p>
            <State of="alias" state={data.state} /> {t("alias.says", { relation: t(`alias.relation.${data.relation}`), of: visible(data.of) })} ·{" "}
            <Link to={`/rights/${data.right.id}?tab=aliases`} onClick={onClose}>
              {visible(data.right.title)}
            </Link>
          </p>
          <p className="muted">
            {t("alias.by", { who: data.by })} <When time={data.created_at} />
            {data.decided_by ? (
              <>
                {" · "}
                {t(data.state === "refused" ? "alias.refusedBy" : "alias.approvedBy", { who: data.decided_by })} <When time={data.decided_at} /> {data.decision ? `“${visible(data.decision)}”` : null}
              </>
            ) : null}
            {data.ended_by ? (
              <>
                {" · "}
                {t("alias.withdrawnBy", { who: data.ended_by })} <When time={data.ended_at} /> {data.ending ? `“${visible(data.ending)}”` : null}
              </>
            ) : null}
          </p>
          <h3>{t("alias.evidence", { n: data.evidence.length })}</h3>
          <ul className="plain" data-testid="alias-evidence">
            {data.evidence.map((one, at) => (
              <li key={at} className="wrap">
                <span className="state state-grey">{t(`alias.evidence.${one.kind}`)}</span>{" "}
                {one.flag ? <Link to={`/flags/${one.flag}`}>{visible(one.body)}</Link> : <span className={one.kind === "url" ? "mono" : ""}>{visible(one.body)}</span>}{" "}
                <span className="muted">
                  {one.by} · <When time={one.at} />
                </span>
              </li>
            ))}
          </ul>
          {data.may.includes("evidence") ? <MoreEvidence id={id} onDone={reload} /> : null}
          {data.may.includes("try") ? <TryRight start={() => call<{ id: string }>(`/aliases/${id}/try`, { method: "POST", body: {} })} /> : null}
          {failure ? (
            <p className="alert alert-red wrap" role="alert">
              {failure}
            </p>
          ) : null}
          {acts.length > 0 ? (
            <div className="alias-acts">
              <label>
                {t("alias.reason")}
                <Input.TextArea rows={2} maxLength={600} value={reason} status={missing && !reason.trim() ? "error" : ""} onChange={(event) => setReason(event.target.value)} data-testid="alias-reason" />
              </label>
              {missing && !reason.trim() ? <p className="red">{t("alias.reasonNeeded")}</p> : null}
              <span className="row-acts">
                {acts.map((one) => (
                  <Button key={one} type={one === "approve" ? "primary" : "default"} loading={busy} onClick={() => act(one)} data-testid={`alias-${one}`}>
                    {t(`alias.act.${one}`)}
                  </Button>
                ))}
              </span>
            </div>
          ) : data.state === "proposed" ? (
            <p className="muted">{t("alias.another")}</p>
          ) : null}
        </div>
      ) : null}
    </Modal>
  );
}

function MoreEvidence({ id, onDone }: { id: string; onDone: () => void }) {
  const { t } = useText();
  const [text, setText] = useState("");
  const { busy, failure, send } = useSend();
  return (
    <form
      className="alias-more"
      onSubmit={(event) => {
        event.preventDefault();
        const said = text.trim();
        if (!said) return;
        void send(async () => {
          await call<Alias>(`/aliases/${id}/evidence`, { method: "POST", body: /^https?:\/\//.test(said) ? { kind: "url", url: said } : { kind: "statement", text: said } });
          setText("");
          onDone();
        });
      }}
    >
      <label className="unseen" htmlFor="alias-more">
        {t("alias.more")}
      </label>
      <Input id="alias-more" value={text} onChange={(event) => setText(event.target.value)} maxLength={600} placeholder={t("alias.more")} autoComplete="off" />
      <Button htmlType="submit" loading={busy}>
        {t("alias.add")}
      </Button>
      {failure ? (
        <p className="red" role="alert">
          {failure}
        </p>
      ) : null}
    </form>
  );
}
