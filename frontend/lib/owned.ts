import { useEffect, useState, useSyncExternalStore } from "react";

interface Closable {
  close: () => void;
}

class Holder<Owned> {
  private owned: Owned | undefined;
  private readonly listeners = new Set<() => void>();

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  get = (): Owned | undefined => this.owned;

  put(owned: Owned | undefined): void {
    this.owned = owned;
    for (const listener of this.listeners) listener();
  }
}

/**
 * Something with a connection or a device, made in the browser for `key` and closed when nobody shows it any more.
 * `make` is a function of the module: it must not change from one drawing to the next.
 */
export function useOwned<Owned extends Closable>(key: string | undefined, make: (key: string) => Owned): Owned | undefined {
  const [holder] = useState(() => new Holder<Owned>());
  useEffect(() => {
    if (!key) return;
    const made = make(key);
    holder.put(made);
    return () => {
      made.close();
      holder.put(undefined);
    };
  }, [key, make, holder]);
  return useSyncExternalStore(holder.subscribe, holder.get, () => undefined);
}
