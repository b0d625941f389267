// What is told live of the queue: counts of the views, who has what open, how many leads are new.  A stream while the page is in
// sight (browsers open few of them at once), and questions from time to time where there is none.
import { useEffect, useState } from "react";
import { call, type Lock, type QueueCounts } from "../api/client";

export type Views = QueueCounts["views"];
export interface Live {
  views: Views | null;
  locks: Map<string, Lock> | null; // by lead; null: only the rows know
  fresh: { count: number; more: boolean };
}
const kNothing: Live = { views: null, locks: null, fresh: { count: 0, more: false } };
const kAskEvery = 15_000;
const kTryAgain = 60_000;

export function useLive(): Live {
  const [live, setLive] = useState<Live>(kNothing);
  useEffect(() => {
    let stream: EventSource | null = null;
    let asking: ReturnType<typeof setInterval> | null = null;
    let trying: ReturnType<typeof setTimeout> | null = null;
    let over = false;
    const ask = () =>
      call<QueueCounts>("/queue/counts").then(
        (counts) => over || setLive((old) => ({ ...old, views: counts.views, locks: null })),
        () => {},
      );
    const read = <T>(event: MessageEvent<string>): T | null => {
      try {
        return JSON.parse(event.data) as T;
      } catch {
        return null;
      }
    };
    const stop = () => {
      stream?.close();
      stream = null;
      if (asking) clearInterval(asking);
      if (trying) clearTimeout(trying);
      asking = trying = null;
    };
    const fallBack = () => {
      stop();
      if (over || document.hidden) return;
      void ask();
      asking = setInterval(ask, kAskEvery);
      trying = setTimeout(start, kTryAgain);
    };
    const start = () => {
      stop();
      if (over || document.hidden) return;
      if (typeof EventSource === "undefined") return fallBack();
      stream = new EventSource("/api/v1/live");
      stream.addEventListener("counts", (event) => {
        const counts = read<QueueCounts>(event);
        if (counts) setLive((old) => ({ ...old, views: counts.views }));
      });
      stream.addEventListener("locks", (event) => {
        const told = read<{ locks: (Lock & { flag: string })[]; more: boolean }>(event);
        if (told) setLive((old) => ({ ...old, locks: told.more ? null : new Map(told.locks.map((lock) => [lock.flag, lock])) }));
      });
      stream.addEventListener("fresh", (event) => {
        const fresh = read<Live["fresh"]>(event);
        if (fresh) setLive((old) => ({ ...old, fresh }));
      });
      // The session is over: the next question says so to the whole page.
      stream.addEventListener("end", fallBack);
      stream.onerror = () => {
        if (stream?.readyState === EventSource.CLOSED) fallBack(); // else the browser tries again by itself
      };
    };
    const seen = () => (document.hidden ? stop() : start());
    document.addEventListener("visibilitychange", seen);
    start();
    return () => {
      over = true;
      document.removeEventListener("visibilitychange", seen);
      stop();
    };
  }, []);
  return live;
}
