// How long listing and right are really in sight: pictures painted, the page in front, some of it on the screen.  The page says
// "show", "still" and "hide"; the server's clock counts.
import { type RefObject, useEffect, useState } from "react";
import { call, type Look } from "../api/client";

const kSettleMs = 400; // who walks on at once has not looked
const kStillMs = 8_000;
const kTickMs = 200;

export interface Sight {
  left: number; // seconds that a case still asks for; 0: enough
}

// Resolves when every picture in `place` is decoded and a frame with them was painted.
async function painted(place: HTMLElement): Promise<void> {
  const pictures = [...place.querySelectorAll<HTMLImageElement>(".picture-fit img")];
  await Promise.all(pictures.map((picture) => picture.decode().catch(() => {})));
  await new Promise<void>((done) => requestAnimationFrame(() => requestAnimationFrame(() => done())));
}

// `flag` undefined: nothing is counted, for who may not decide.
export function useSight(flag: string | undefined, hit: string | undefined, place: RefObject<HTMLElement | null>, known: { shown_ms: number; needed_ms: number } | undefined): Sight {
  const [left, setLeft] = useState<number | null>(null);
  const needed = known?.needed_ms;
  useEffect(() => {
    setLeft(null);
    const root = place.current;
    if (!flag || !hit || !root) return;
    let live = true;
    let ready = false;
    let onScreen = false;
    let showing = false;
    let counted: { shown: number; needed: number; since: number } | null = null;
    let settle = 0;
    const say = (act: "show" | "still" | "hide") =>
      void call<Look>(`/flags/${flag}/looks`, { method: "POST", body: { act, way: "page", hit_id: hit }, keepalive: act === "hide" }).then(
        (look) => {
          counted = { shown: look.shown_ms, needed: look.needed_ms, since: performance.now() };
        },
        () => {}, // the next report says it again
      );
    const update = () => {
      const now = live && ready && onScreen && document.visibilityState === "visible";
      if (now === showing && settle === 0) return;
      window.clearTimeout(settle);
      settle = 0;
      if (now && !showing) {
        settle = window.setTimeout(() => {
          settle = 0;
          showing = true;
          say("show");
        }, kSettleMs);
      } else if (!now && showing) {
        showing = false;
        say("hide");
      }
    };
    const seen = new Set<Element>();
    const watcher = new IntersectionObserver((entries) => {
      for (const entry of entries) {
        if (entry.isIntersecting) seen.add(entry.target);
        else seen.delete(entry.target);
      }
      onScreen = seen.size > 0;
      update();
    });
    const parts = root.querySelectorAll(".picture");
    for (const part of parts.length ? parts : [root]) watcher.observe(part);
    void painted(root).then(() => {
      ready = true;
      update();
    });
    const still = window.setInterval(() => showing && say("still"), kStillMs);
    const tick = window.setInterval(() => {
      if (!counted) return;
      const ms = counted.needed - counted.shown - (showing ? performance.now() - counted.since : 0);
      setLeft(Math.max(0, Math.ceil(ms / 1000)));
    }, kTickMs);
    document.addEventListener("visibilitychange", update);
    window.addEventListener("pagehide", update);
    return () => {
      live = false;
      update();
      watcher.disconnect();
      window.clearInterval(still);
      window.clearInterval(tick);
      window.clearTimeout(settle);
      document.removeEventListener("visibilitychange", update);
      window.removeEventListener("pagehide", update);
    };
  }, [flag, hit, place]);
  // Until the first report is answered, what the server knew before.
  const before = known && needed !== undefined ? Math.max(0, Math.ceil((needed - known.shown_ms) / 1000)) : 0;
  return { left: left ?? before };
}
