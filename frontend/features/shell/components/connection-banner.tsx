"use client";

import { onlineManager } from "@tanstack/react-query";
import { LoaderCircle } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useRef, useSyncExternalStore } from "react";
import { toast } from "@/ui/toast";

/** Says that nothing answers, and that it does again: queries resume by themselves. */
export function ConnectionBanner() {
  const t = useTranslations("shell.connection");
  const isConnected = useSyncExternalStore(
    (listener) => onlineManager.subscribe(listener),
    () => onlineManager.isOnline(),
    () => true,
  );
  const wasLost = useRef(false);

  useEffect(() => {
    if (isConnected && wasLost.current) toast({ title: t("back"), tone: "good" });
    wasLost.current = !isConnected;
  }, [isConnected, t]);

  useEffect(() => {
    if (isConnected) return;
    addEventListener("click", stayHere, true);
    return () => removeEventListener("click", stayHere, true);
  }, [isConnected]);

  if (isConnected) return null;
  return (
    <div role="status" className="sticky top-0 z-20 flex items-center justify-center gap-2 bg-warn-soft px-4 py-2 text-sm text-warn-text backdrop-blur-md">
      <LoaderCircle className="size-4 animate-spin" aria-hidden />
      {t("lost")}
    </div>
  );
}

/** A link would leave for a page that cannot come, and what is shown here would be gone. */
function stayHere(event: MouseEvent) {
  if (event.target instanceof Element && event.target.closest("a[href^='/']")) event.preventDefault();
}
