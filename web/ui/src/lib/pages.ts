// Lists that come page by page: what has been loaded so far, and the next page on demand.
import { useCallback, useEffect, useMemo, useState } from "react";
import { ApiError, call } from "../api/client";
import { useGet } from "../api/use";

interface PageOf<T> {
  items: T[];
  next?: string | null;
  total?: number | null;
}

const kNone: never[] = [];

export function usePages<T>(path: string | null) {
  const first = useGet<PageOf<T>>(path);
  const [more, setMore] = useState<{ path: string | null; pages: PageOf<T>[] }>({ path, pages: [] });
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ApiError | undefined>(undefined);
  // What is empty already stays the same value, so that a list is not drawn twice.
  useEffect(() => setMore((old) => (old.path === path && old.pages.length === 0 ? old : { path, pages: [] })), [path, first.data]);
  const pages = more.path === path ? more.pages : kNone;
  const items = useMemo(() => [...(first.data?.items ?? []), ...pages.flatMap((page) => page.items)], [first.data, pages]);
  const last = pages[pages.length - 1] ?? first.data;
  const next = last?.next ?? null;
  const loadMore = useCallback(async () => {
    if (!path || !next || busy) return;
    setBusy(true);
    setError(undefined);
    try {
      const page = await call<PageOf<T>>(`${path}${path.includes("?") ? "&" : "?"}cursor=${encodeURIComponent(next)}`);
      setMore((old) => ({ path, pages: [...(old.path === path ? old.pages : []), page] }));
    } catch (cause) {
      setError(cause instanceof ApiError ? cause : new ApiError(0, "internal", String(cause)));
    } finally {
      setBusy(false);
    }
  }, [path, next, busy]);
  return { ...first, items, next, total: first.data?.total ?? null, loadMore, busy, moreError: error };
}
