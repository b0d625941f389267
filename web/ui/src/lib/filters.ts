// A list's filters live in the page's address.
import { useCallback } from "react";
import { useSearchParams } from "react-router-dom";

export function useFilters() {
  const [search, setSearch] = useSearchParams();
  const get = useCallback((name: string) => search.get(name) ?? "", [search]);
  const set = useCallback(
    (name: string, value: string | undefined) =>
      setSearch(
        (old) => {
          const next = new URLSearchParams(old);
          if (value) next.set(name, value);
          else next.delete(name);
          return next;
        },
        { replace: true },
      ),
    [setSearch],
  );
  const clear = useCallback(() => setSearch({}, { replace: true }), [setSearch]);
  return { get, set, clear, any: search.toString() !== "" };
}
