"use client";

import { Download } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "@/ui/button";
import { Tooltip } from "@/ui/tooltip";
import { type AuditFilters, exportAddress } from "../api/audit";

/** Every entry of the days chosen, whatever else is filtered: the log is exported whole, so that it can be verified. */
export function ExportButton({ filters }: { filters: AuditFilters }) {
  const t = useTranslations("audit.export");
  const name = `audit${filters.from && `-${filters.from}`}${filters.to && `-${filters.to}`}.jsonl`;
  return (
    <Tooltip text={t(filters.from || filters.to ? "days" : "all")}>
      <Button asChild><a href={exportAddress(filters)} download={name}><Download aria-hidden />{t("button")}</a></Button>
    </Tooltip>
  );
}
