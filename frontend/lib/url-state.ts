import { useSearchParams } from "next/navigation";
import { useCallback } from "react";

export type SearchPatch = Readonly<Record<string, string | readonly string[] | undefined>>;

/** The parameters of the address, and how to change some of them: filters, tabs and whatever else a link should keep. */
export function useSearchState() {
  const search = useSearchParams();
  const change = useCallback((patch: SearchPatch) => {
    // Next follows the history, without asking its server for the page again.
    history.replaceState(null, "", patched(location.pathname, location.search, patch));
  }, []);
  return [search, change] as const;
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
