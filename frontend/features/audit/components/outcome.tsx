"use client";

import { useTranslations } from "next-intl";
import { Status } from "@/ui/badge";

export function Outcome({ outcome }: { outcome: string }) {
  const t = useTranslations("audit");
  if (outcome === "OK") return <Status tone="good">{t("done")}</Status>;
  return <Status tone="bad"><span title={outcome}>{t("refused")} <code className="ml-1 font-mono text-xs">{outcome.split(" ").at(-1) || t("unknown")}</code></span></Status>;
}
