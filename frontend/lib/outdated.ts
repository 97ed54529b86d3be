import { useSyncExternalStore } from "react";

/** Whether the server has been updated since the page was loaded: what the page has not fetched yet is gone. */

let isOutdated = false;
const listeners = new Set<() => void>();

export function pageIsOutdated(): void {
  isOutdated = true;
  for (const listener of listeners) listener();
}

export function useOutdated(): boolean {
  return useSyncExternalStore(subscribe, () => isOutdated, () => false);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
