import { useEffect } from "react";
import type { DraftStore } from "../model/draft-store";

/** Asks before a tab with unsaved changes is closed; leaving for another page saves them. */
export function useSafeLeave(store: DraftStore): void {
  useEffect(() => {
    const ask = (event: BeforeUnloadEvent) => {
      if (!store.isKept) event.preventDefault();
    };
    addEventListener("beforeunload", ask);
    return () => {
      removeEventListener("beforeunload", ask);
      void store.flush();
    };
  }, [store]);
}
