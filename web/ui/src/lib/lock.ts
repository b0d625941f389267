// The lock of a lead that is open: taken with the page, carried on while it is open, given back with it.
import { useCallback, useContext, useEffect, useRef, useState } from "react";
import { ApiError, call, type Lock } from "../api/client";
import { MeContext } from "../session";

interface Taken extends Lock {
  flag: string;
  renew_seconds: number;
}
export interface LeadLock {
  mine: boolean;
  other: Lock | null; // who has it open instead
  again: () => void; // after another has left, or a head has broken the lock
}

// Goes with the page: `keepalive` lets the request outlive it.
const leave = (flag: string) =>
  void fetch(`/api/v1/flags/${flag}/lock`, { method: "DELETE", credentials: "same-origin", keepalive: true }).catch(() => {});

// `flag` null: nothing is locked, as for somebody who may not decide.
export function useLock(flag: string | null): LeadLock {
  const me = useContext(MeContext);
  const [state, setState] = useState<{ flag: string | null; mine: boolean; other: Lock | null }>({ flag: null, mine: false, other: null });
  const [round, setRound] = useState(0);
  const held = useRef<string | null>(null);
  useEffect(() => {
    if (!flag) return;
    let live = true;
    let timer: ReturnType<typeof setTimeout> | null = null;
    const take = async () => {
      let wait = 30;
      try {
        const lock = await call<Taken>(`/flags/${flag}/lock`, { method: "POST", body: {} });
        if (!live) return leave(flag);
        held.current = flag;
        setState({ flag, mine: true, other: null });
        wait = lock.renew_seconds;
      } catch (cause) {
        if (!live) return;
        held.current = null;
        let other: Lock | null = null;
        if (cause instanceof ApiError && cause.status === 409) {
          other = (await call<{ lock?: Lock | null }>(`/flags/${flag}`).catch(() => null))?.lock ?? null;
          if (!live) return;
        }
        setState({ flag, mine: false, other: other && other.by_id !== me?.id ? other : null });
      }
      timer = setTimeout(() => void take(), wait * 1000);
    };
    void take();
    const gone = () => {
      if (held.current === flag) leave(flag);
      held.current = null;
    };
    window.addEventListener("pagehide", gone);
    return () => {
      live = false;
      if (timer) clearTimeout(timer);
      window.removeEventListener("pagehide", gone);
      gone();
    };
  }, [flag, round, me?.id]);
  const again = useCallback(() => setRound((n) => n + 1), []);
  return state.flag === flag ? { mine: state.mine, other: state.other, again } : { mine: false, other: null, again };
}
