"use client";

import { useTranslations } from "next-intl";
import { cn } from "@/lib/cn";
import { Status } from "@/ui/badge";
import { type RefusalKey, refusalKey } from "../refusals";

/** What came of it, in a sentence; on one line of a table as far as there is room. */
export function Outcome({ outcome, isOneLine = false }: { outcome: string; isOneLine?: boolean }) {
  const t = useTranslations("audit");
  const refusals = useTranslations("audit.refusals");
  if (outcome === "OK") return <Status tone="good">{t("done")}</Status>;
  const key = refusalKey(outcome, (each) => refusals.has(each as RefusalKey));
  const sentence = refusals(key);
  return <Status tone="bad" className={cn("max-w-full", !isOneLine && "whitespace-normal")}><span className={cn(isOneLine && "truncate")} title={isOneLine ? sentence : undefined}>{sentence}</span></Status>;
}
