// Who has a lead open, in words; a head can end another's lock.
import { App, Button, Input } from "antd";
import { asApiError, call, type Lock } from "../api/client";
import { useText } from "../i18n";
import { beijing } from "../lib/format";
import type { LeadLock } from "../lib/lock";
import { useMay } from "../session";
import { useFailureText } from "./bits";

export function LockWords({ lock }: { lock: Lock }) {
  const { t, lang } = useText();
  return <span className="lock-words">{t("lock.by", { who: lock.by, since: beijing(lock.since, lang).slice(11) })}</span>;
}

export function LockBadge({ flag, lock }: { flag: string; lock: LeadLock }) {
  const { t, lang } = useText();
  const may = useMay();
  const { modal, message } = App.useApp();
  const say = useFailureText();
  if (!lock.other) return lock.mine ? <span className="muted lock-mine">{t("lock.mine")}</span> : null;
  const other = lock.other;
  const breakIt = () => {
    let reason = "";
    void modal.confirm({
      title: t("lock.breakTitle", { who: other.by }),
      content: (
        <>
          <p>{t("lock.breakHint", { since: beijing(other.since, lang).slice(11) })}</p>
          <Input aria-label={t("lock.reason")} placeholder={t("lock.reason")} maxLength={500} onChange={(event) => (reason = event.target.value)} />
        </>
      ),
      okText: t("lock.break"),
      cancelText: t("common.cancel"),
      transitionName: "",
      maskTransitionName: "",
      onOk: async () => {
        if (!reason.trim()) {
          void message.warning(t("lock.reasonNeeded"));
          throw new Error("no reason");
        }
        try {
          await call(`/flags/${flag}/lock/break`, { method: "POST", body: { reason: reason.trim() } });
        } catch (cause) {
          void message.error(say(asApiError(cause)));
        }
        lock.again();
      },
    });
  };
  return (
    <span className="lock-other" role="status" data-testid="locked">
      <LockWords lock={other} />
      {may("flag.break_lock") ? (
        <Button size="small" onClick={breakIt}>
          {t("lock.break")}
        </Button>
      ) : null}
    </span>
  );
}
