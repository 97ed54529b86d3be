"use client";

import { useSearchParams } from "next/navigation";
import { useCallback } from "react";

type Change = Readonly<Record<string, string | undefined>>;

/** What the address says after its question mark: filters, tabs, the row that is open. */
export function useUrlState(): [(name: string) => string, (change: Change) => void] {
  const params = useSearchParams();
  const read = useCallback((name: string) => params.get(name) ?? "", [params]);
  return [read, changeUrl];
}

/** Absent and empty values leave the address. Does not ask the server for the page again. */
export function changeUrl(change: Change): void {
  const params = new URLSearchParams(location.search);
  for (const [name, value] of Object.entries(change)) {
    if (value) params.set(name, value);
    else params.delete(name);
  }
  const query = params.toString();
  history.replaceState(null, "", query ? `${location.pathname}?${query}` : location.pathname);
}
