import { usePathname, useRouter, useSearchParams } from "next/navigation";
import { useCallback } from "react";

type Changes = Record<string, string | undefined>;

/** What is chosen is in the address; changing it makes no step of the browser's history. */
export function useAddress() {
  const router = useRouter();
  const path = usePathname();
  const query = useSearchParams();
  const change = useCallback(
    (changes: Changes) => {
      const next = new URLSearchParams(window.location.search);
      for (const [name, value] of Object.entries(changes)) {
        if (value === undefined) next.delete(name);
        else next.set(name, value);
      }
      const text = next.toString();
      if (`?${text}` === window.location.search || (!text && !window.location.search)) return;
      // Replacing by the window's history asks no server for what only this page draws.
      window.history.replaceState(null, "", text ? `${path}?${text}` : path);
    },
    [path],
  );
  return { router, path, query, change };
}
