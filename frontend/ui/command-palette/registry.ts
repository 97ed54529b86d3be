import type { LucideIcon } from "lucide-react";
import { useEffect, useSyncExternalStore } from "react";

export interface Command {
  /** Unique among all commands: "numbers.add". */
  id: string;
  label: string;
  /** The heading it stands under. */
  group: string;
  icon?: LucideIcon;
  /** Other words it is found by. */
  keywords?: string[];
  /** Keys to press one after the other, outside of fields: "G C". */
  keys?: string;
  /** A page to go to, or what to do. */
  href?: string;
  run?: () => void;
}

const registered = new Map<symbol, readonly Command[]>();
const listeners = new Set<() => void>();
let all: readonly Command[] = [];

function changed() {
  all = [...registered.values()].flat();
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}

/** Offers commands in the palette, and by their keys, while the component is shown. */
export function useCommands(commands: readonly Command[]): void {
  // Every render may bring other functions; only the palette listens, so that nothing goes round.
  useEffect(() => {
    const owner = Symbol();
    registered.set(owner, commands);
    changed();
    return () => {
      registered.delete(owner);
      changed();
    };
  }, [commands]);
}

export function useAllCommands(): readonly Command[] {
  return useSyncExternalStore(subscribe, () => all, () => all);
}
