"use client";

import { RefreshCw } from "lucide-react";
import { useTranslations } from "next-intl";
import { useOutdated } from "@/lib/outdated";
import { Button } from "./button";

/** Over everything else: nothing that opens over the page can be fetched any more. */
export function OutdatedBanner() {
  const t = useTranslations("ui.outdated");
  if (!useOutdated()) return null;
  return (
    <div role="alert" className="fixed inset-x-0 top-0 z-70 flex flex-wrap items-center justify-center gap-3 bg-warn-soft px-4 py-2 text-sm text-warn-text shadow-pop">
      {t("text")}
      <Button size="sm" onClick={() => location.reload()}><RefreshCw aria-hidden />{t("reload")}</Button>
    </div>
  );
}
