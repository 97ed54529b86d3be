import { useSyncExternalStore } from "react";

/** Where a conversation that is being tried is, and has been: the graph shows it. */
export interface Trace {
  current?: string;
  visited: ReadonlySet<string>;
}

const NOWHERE: Trace = { visited: new Set() };

let trace = NOWHERE;
const listeners = new Set<() => void>();

function show(next: Trace) {
  trace = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}

export function traceNodes(ids: readonly string[]): void {
  show(ids.length === 0 ? NOWHERE : { current: ids.at(-1), visited: new Set(ids) });
}

export function useTrace(): Trace {
  return useSyncExternalStore(subscribe, () => trace, () => NOWHERE);
}
