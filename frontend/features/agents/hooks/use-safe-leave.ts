import { useTranslations } from "next-intl";
import { useEffect, useRef } from "react";
import { toast } from "@/ui/toast";
import type { DraftStore } from "../model/draft-store";

/** Leaving for another page saves what is unsaved, and says so where that fails; the draft then waits in `unsaved`. */
export function useSafeLeave(store: DraftStore): void {
  const t = useTranslations("agent.left");
  const say = useRef(t);
  useEffect(() => {
    say.current = t;
  }, [t]);
  useEffect(
    () => () => {
      void store.flush().then(() => {
        if (store.isKept) return;
        const { display_name } = store.read().agent;
        toast({ title: say.current("title", { name: display_name }), description: say.current("text"), tone: "bad" });
      });
    },
    [store],
  );
}
