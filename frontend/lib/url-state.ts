import { useSearchParams } from "next/navigation";
import { useCallback, useMemo, useSyncExternalStore } from "react";

export type SearchPatch = Readonly<Record<string, string | readonly string[] | undefined>>;

const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  addEventListener("popstate", listener);
  return () => {
    listeners.delete(listener);
    removeEventListener("popstate", listener);
  };
}

/** The parameters of the address, and how to change some of them: filters, tabs and whatever else a link should keep. */
export function useSearchState() {
  // Next tells of its own navigation, but of a change to the history only when nothing is more urgent: a page that
  // changes all the time would wait for its own filters.
  const routed = useSearchParams().toString();
  const search = useSyncExternalStore(subscribe, () => location.search.slice(1), () => routed);
  const change = useCallback((patch: SearchPatch) => {
    history.replaceState(null, "", patched(location.pathname, location.search, patch));
    for (const listener of listeners) listener();
  }, []);
  return [useMemo(() => new URLSearchParams(search), [search]), change] as const;
}

export function patched(path: string, search: string, patch: SearchPatch): string {
  const next = new URLSearchParams(search);
  for (const [name, value] of Object.entries(patch)) {
    next.delete(name);
    for (const each of typeof value === "string" ? [value] : (value ?? [])) if (each) next.append(name, each);
  }
  const query = next.toString();
  return query ? `${path}?${query}` : path;
}
