// Reading the API from components: a small cache that keeps what was shown while it asks again.
import { useCallback, useEffect, useState } from "react";
import { ApiError, call } from "./client";

const cache = new Map<string, unknown>();
const kMaxCached = 200;

// Asked before the page that needs it is there, which takes the answer that is on its way; what nobody took soon is asked again.
const early = new Map<string, Promise<unknown>>();
const kEarlyMs = 5_000;
export function askEarly(path: string) {
  const asked = call(path);
  early.set(path, asked);
  const drop = () => {
    if (early.get(path) === asked) early.delete(path);
  };
  asked.catch(drop);
  setTimeout(drop, kEarlyMs);
}
export function takeEarly<T>(path: string): Promise<T> | undefined {
  const asked = early.get(path) as Promise<T> | undefined;
  early.delete(path);
  return asked;
}

function remember(path: string, value: unknown) {
  cache.delete(path);
  cache.set(path, value);
  if (cache.size > kMaxCached) cache.delete(cache.keys().next().value as string);
}

export function forget(prefix = "") {
  early.clear();
  for (const key of [...cache.keys()]) if (key.startsWith(prefix)) cache.delete(key);
}

// Asks ahead of need: the next flag is painted from here.
export async function prefetch<T>(path: string): Promise<T | undefined> {
  if (cache.has(path)) return cache.get(path) as T;
  try {
    const value = await call<T>(path);
    remember(path, value);
    return value;
  } catch {
    return undefined;
  }
}

export interface Loaded<T> {
  data: T | undefined;
  error: ApiError | undefined;
  loading: boolean;
  reload: () => void;
}

// `path` null asks nothing.
export function useGet<T>(path: string | null): Loaded<T> {
  const [state, setState] = useState<{ path: string | null; data?: T; error?: ApiError; loading: boolean }>(() => ({
    path,
    ...(path && cache.has(path) ? { data: cache.get(path) as T } : {}),
    loading: path !== null,
  }));
  const [round, setRound] = useState(0);
  useEffect(() => {
    if (path === null) return;
    const abort = new AbortController();
    setState({ path, ...(cache.has(path) ? { data: cache.get(path) as T } : {}), loading: true });
    (takeEarly<T>(path) ?? call<T>(path, { signal: abort.signal }))
      .then((data) => {
        if (abort.signal.aborted) return;
        remember(path, data);
        setState({ path, data, loading: false });
      })
      .catch((error: unknown) => {
        if (!abort.signal.aborted) {
          setState({ path, error: error instanceof ApiError ? error : new ApiError(0, "internal", String(error)), loading: false });
        }
      });
    return () => abort.abort();
  }, [path, round]);
  const reload = useCallback(() => setRound((n) => n + 1), []);
  const current = state.path === path;
  const kept = path && cache.has(path) ? (cache.get(path) as T) : undefined;
  return {
    data: current ? state.data : kept,
    error: current ? state.error : undefined,
    loading: current ? state.loading : path !== null,
    reload,
  };
}
