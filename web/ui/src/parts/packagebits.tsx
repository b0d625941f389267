// What the lists of packages and one package's page share.
import { type RefObject, useEffect, useRef } from "react";
import type { TrustedTime } from "../api/client";
import { useText } from "../i18n";
import { byteLength } from "../lib/packages";
import { When } from "./bits";

const kTones: Record<TrustedTime["class"], string> = { A: "green", B: "plain", C: "quiet" };

// The server chooses the words: a class's name says more than a page may claim.
export function TimeWords({ time }: { time: TrustedTime | undefined }) {
  const { t, local } = useText();
  if (!time) return <span className="muted">{t("common.unknown")}</span>;
  return <span className={`state state-${kTones[time.class]} time-words`}>{local({ zh: time.zh, en: time.en })}</span>;
}

export function NotLater({ time }: { time: TrustedTime | undefined }) {
  const { t } = useText();
  return time?.not_later_than ? (
    <span>
      · {t("evidence.notLater")}
      <When time={time.not_later_than} />
    </span>
  ) : null;
}

// A form's rule: what is typed has at most so many bytes.
export function useByteLimit() {
  const { t } = useText();
  return (max: number) => ({
    validator: (_: unknown, text?: string) => (byteLength(text?.trim() ?? "") > max ? Promise.reject(new Error(t("evidence.tooLong", { n: max }))) : Promise.resolve()),
  });
}

// When a panel has closed, the focus goes back to what opened it.
export function useFocusBack(open: boolean, opener: RefObject<HTMLElement | null>) {
  const was = useRef(open);
  useEffect(() => {
    if (was.current && !open) opener.current?.focus();
    was.current = open;
  }, [open, opener]);
}
