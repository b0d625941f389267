// One lead into a case, in the bar of its page: the reasons and the article are filled in, Enter makes the case and goes on.
import { Button, Input } from "antd";
import { useState } from "react";
import type { FlagContext } from "../api/client";
import { useText } from "../i18n";
import { useKeys } from "../lib/keys";

export interface CaseWords {
  reason: string;
  basis: string;
  title: string;
}

interface Props {
  suggestion: string;
  basis: FlagContext["basis"] | undefined;
  left: number; // seconds of looking that are still asked for
  busy: boolean;
  hasNext: boolean;
  onMake: (words: CaseWords, thenNext: boolean) => void;
  onClose: () => void;
}

export function MakeCaseHere({ suggestion, basis, left, busy, hasNext, onMake, onClose }: Props) {
  const { t, local, lang } = useText();
  const [reason, setReason] = useState(suggestion);
  const [article, setArticle] = useState<string | null>(null);
  const [title, setTitle] = useState("");
  const offered = (basis?.suspected ?? []).map((one) => local(one.text)).join(lang === "zh" ? "；" : "; ");
  const shownArticle = article ?? offered;
  const ready = left <= 0 && reason.trim() !== "" && shownArticle.trim() !== "";
  const make = (thenNext: boolean) => {
    if (ready && !busy) onMake({ reason: reason.trim(), basis: shownArticle.trim(), title: title.trim() }, thenNext);
  };
  useKeys({ Enter: () => make(true) });
  return (
    <div className="makecase" role="group" aria-label={t("flag.makeCase")}>
      <p className="muted">{t("flag.caseTouches", { n: 1 })}</p>
      <div className="makecase-words">
        <Input.TextArea
          id="reason"
          value={reason}
          autoSize={{ minRows: 1, maxRows: 4 }}
          maxLength={4000}
          aria-label={t("flag.caseReason")}
          placeholder={t("flag.caseReasonRequired")}
          status={reason.trim() ? "" : "warning"}
          onChange={(event) => setReason(event.target.value)}
          onKeyDown={(event) => (event.ctrlKey || event.metaKey) && event.key === "Enter" && make(true)}
        />
        <Input
          value={shownArticle}
          maxLength={500}
          prefix={<span className="muted">{t("flag.basis")}</span>}
          suffix={article === null && basis?.suspected.some((one) => !one.verified) ? <span className="amber">{t("context.basisUnverified")}</span> : null}
          status={shownArticle.trim() ? "" : "warning"}
          placeholder={t("context.basisRequired")}
          aria-label={t("flag.basis")}
          onChange={(event) => setArticle(event.target.value)}
          onPressEnter={() => make(true)}
          data-testid="case-basis"
        />
        <Input value={title} maxLength={300} placeholder={t("flag.caseTitleAuto")} aria-label={t("flag.caseTitle")} onChange={(event) => setTitle(event.target.value)} onPressEnter={() => make(true)} />
      </div>
      <div className="decide-words">
        <span className="grow muted num" role="status" data-testid="case-left">
          {left > 0 ? t("context.lookLeft", { n: left }) : ""}
        </span>
        <Button onClick={onClose}>{t("common.cancel")}</Button>
        <Button id="case-submit" disabled={!ready} loading={busy} onClick={() => make(false)}>
          {t("context.caseOpen")}
        </Button>
        <Button id="case-next" type="primary" disabled={!ready} loading={busy} onClick={() => make(true)}>
          {t(hasNext ? "context.caseNext" : "flag.makeCase")} <kbd>⏎</kbd>
        </Button>
      </div>
    </div>
  );
}
