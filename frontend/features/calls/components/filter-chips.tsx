"use client";

import { X } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Button } from "@/ui/button";
import { type CallFilters, countFilters } from "../filters";

interface FilterChipsProps {
  filters: CallFilters;
  set: (patch: Partial<CallFilters>) => void;
  clear: () => void;
}

/** What is set and not to be seen in the bar, each to be taken away. */
export function FilterChips({ filters, set, clear }: FilterChipsProps) {
  const t = useTranslations("calls.filters");
  const reasons = useTranslations("calls.reason");
  if (countFilters(filters) === 0) return null;
  const { from, to, minSeconds: min, maxSeconds: max } = filters;
  return (
    <div className="flex flex-wrap items-center gap-1.5">
      {filters.range === "dates" && (from || to) && <Chip onRemove={() => set({ range: "", from: "", to: "" })}>{t("dates", { from: from || "…", to: to || "…" })}</Chip>}
      {filters.reasons.map((reason) => (
        <Chip key={reason} onRemove={() => set({ reasons: filters.reasons.filter((each) => each !== reason) })}>{reasons(reason)}</Chip>
      ))}
      {filters.disposition && <Chip onRemove={() => set({ disposition: "" })}>{t("outcomeIs", { outcome: filters.disposition })}</Chip>}
      {(min || max) && <Chip onRemove={() => set({ minSeconds: "", maxSeconds: "" })}>{t("lasting", { min: min || "0", max: max || "…" })}</Chip>}
      {filters.withFailures && <Chip onRemove={() => set({ withFailures: false })}>{t("withFailures")}</Chip>}
      {filters.tests && <Chip onRemove={() => set({ tests: "" })}>{t(`testsAre.${filters.tests}`)}</Chip>}
      <Button variant="ghost" size="sm" onClick={clear}>{t("clear")}</Button>
    </div>
  );
}

function Chip({ children, onRemove }: { children: ReactNode; onRemove: () => void }) {
  const t = useTranslations("calls.filters");
  return (
    <span className="inline-flex h-6 items-center gap-1 rounded-full bg-accent-soft pr-1 pl-2.5 text-xs text-accent-text">
      {children}
      <button type="button" onClick={onRemove} aria-label={t("remove")} className="rounded-full p-0.5 hover:bg-active"><X className="size-3" aria-hidden /></button>
    </span>
  );
}
