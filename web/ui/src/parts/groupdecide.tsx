// A group of leads with one picture, or of one seller: what a decision would touch, and the decision.
import { App, Button, Input, Select } from "antd";
import { useState } from "react";
import { Link } from "react-router-dom";
import { asApiError, call, type FlagGroup, type FlagGroupDecided } from "../api/client";
import { useVocabulary } from "../api/vocabulary";
import { forget, useGet } from "../api/use";
import { useText } from "../i18n";
import type { GroupName } from "../lib/view";
import { useMay } from "../session";
import { Failure, Shape, State, useFailureText } from "./bits";

interface Props {
  flag: string;
  by: GroupName;
  onDecided: (group: string, count: number) => void;
}
type Excluded = FlagGroup["excluded"][number];

export function GroupDecide({ flag, by, onDecided }: Props) {
  const { t, named } = useText();
  const { message } = App.useApp();
  const may = useMay();
  const say = useFailureText();
  const { data: group, error, reload } = useGet<FlagGroup>(`/flags/${flag}/group?by=${by}`);
  const [reason, setReason] = useState<string | undefined>(undefined);
  const reasons = useVocabulary("dismissals");
  const [note, setNote] = useState("");
  const [busy, setBusy] = useState(false);
  if (error) return <Failure error={error} onRetry={reload} />;
  if (!group) return <Shape rows={3} />;

  const decide = async (action: "dismiss" | "hold" | "second_look") => {
    if (!group.digest || busy) return;
    setBusy(true);
    try {
      const done = await call<FlagGroupDecided>(`/flags/${flag}/group`, {
        method: "POST",
        body: { by, digest: group.digest, action, ...(action === "dismiss" ? { reason } : {}), ...(note.trim() ? { note: note.trim() } : {}) },
      });
      forget("/flags");
      onDecided(done.group, done.decided);
    } catch (cause) {
      const failure = asApiError(cause);
      // The group is another one now: it is shown anew, and what was typed stays.
      if (failure.status === 409) void message.warning(t("group.changed"));
      else void message.error(say(failure));
      reload();
    } finally {
      setBusy(false);
    }
  };
  const whys = [...new Set(group.excluded.map((one) => one.why))] as NonNullable<Excluded["why"]>[];
  const out = whys.map((why) => {
    const those = group.excluded.filter((one) => one.why === why);
    const names = [...new Set(those.map((one) => (why === "authorised_seller" ? one.seller : one.who)).filter(Boolean))];
    return t(`group.why.${why}`, { n: those.length }) + (names.length ? ` (${names.slice(0, 4).join(", ")}${names.length > 4 ? " …" : ""})` : "");
  });
  const ready = group.digest !== null && may("flag.decide_group") && !busy;
  return (
    <section className="group" aria-label={t("group.title")} data-testid="group">
      <p className="group-said">
        {t("group.touches", { n: group.included.length, listings: group.listings, sellers: group.sellers })}
        {group.decided > 0 ? ` ${t("group.decided", { n: group.decided })}` : ""}
      </p>
      {out.length > 0 ? <p className="muted">{t("group.out", { what: out.join("；") })}</p> : null}
      {group.too_many ? <p className="alert alert-amber">{t("group.tooMany", { n: group.limit })}</p> : null}
      <ul className="group-rows">
        {group.included.slice(0, 50).map((one) => (
          <li key={one.id}>
            <span className="num">{one.db.toFixed(1)}</span>
            <Link to={`/flags/${one.id}`} className="clip">
              {one.title || t("queue.untitled")}
            </Link>
            <span className="muted clip">{one.seller}</span>
            <State state={one.state} />
          </li>
        ))}
        {group.excluded.slice(0, 20).map((one) => (
          <li key={one.id} className="group-out">
            <span className="num">{one.db.toFixed(1)}</span>
            <Link to={`/flags/${one.id}`} className="clip">
              {one.title || t("queue.untitled")}
            </Link>
            <span className="muted clip">{one.seller}</span>
            <span className="muted">
              {named("group.whyOne", one.why ?? "")}
              {one.who ? ` (${one.who})` : ""}
            </span>
          </li>
        ))}
      </ul>
      <div className="group-acts">
        <Select<string>
          value={reason ?? null}
          placeholder={t("flag.reason")}
          aria-label={t("flag.reason")}
          className="group-reason"
          popupMatchSelectWidth={false}
          onChange={setReason}
          options={reasons.options}
        />
        <Input value={note} maxLength={4000} placeholder={t("flag.note")} aria-label={t("flag.note")} onChange={(event) => setNote(event.target.value)} className="group-note" />
        <Button disabled={!ready || !reason || (reasons.needsNote(reason) && !note.trim())} loading={busy} onClick={() => void decide("dismiss")} data-testid="group-dismiss">
          {t("group.dismiss", { n: group.included.length })}
        </Button>
        <Button disabled={!ready} onClick={() => void decide("hold")} data-testid="group-hold">
          {t("flag.hold")}
        </Button>
        <Button disabled={!ready} onClick={() => void decide("second_look")}>
          {t("flag.secondLook")}
        </Button>
      </div>
    </section>
  );
}
