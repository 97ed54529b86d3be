"use client";

import { useTranslations } from "next-intl";
import { Status } from "@/ui/badge";

export function Outcome({ outcome }: { outcome: string }) {
  const t = useTranslations("audit");
  if (outcome === "OK") return <Status tone="good">{t("done")}</Status>;
  return <Status tone="bad"><code className="font-mono text-xs">{outcome || t("unknown")}</code></Status>;
}
