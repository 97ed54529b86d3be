import { useSyncExternalStore } from "react";

/** In place of next/navigation, whose router no test has: `vi.mock("next/navigation", () => import("@/tests/address"))`. */

const listeners = new Set<() => void>();
const replace = history.replaceState.bind(history);

history.replaceState = (...change) => {
  replace(...change);
  for (const listener of listeners) listener();
};

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useSearchParams(): URLSearchParams {
  return new URLSearchParams(useSyncExternalStore(subscribe, () => location.search));
}
