import { useSyncExternalStore } from "react";

let found: string | undefined;

/** What follows `#token=` in the link of a letter. It leaves the address bar at once, so that nobody copies it. */
function readToken(): string {
  if (location.hash.startsWith("#token=")) {
    found = decodeURIComponent(location.hash.slice("#token=".length));
    history.replaceState(null, "", location.pathname + location.search);
  }
  return found ?? "";
}

/** Undefined until the browser has taken over the page. */
export function useLinkToken(): string | undefined {
  return useSyncExternalStore(subscribe, readToken, () => undefined);
}

function subscribe(listener: () => void) {
  addEventListener("hashchange", listener);
  return () => removeEventListener("hashchange", listener);
}
