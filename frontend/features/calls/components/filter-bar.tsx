"use client";

import { SlidersHorizontal } from "lucide-react";
import { useTranslations } from "next-intl";
import { useCallback, useState } from "react";
import { useAgents } from "@/features/numbers/hooks/use-numbers";
import { deferred, ifOpen } from "@/lib/deferred";
import { Button } from "@/ui/button";
import { Combobox } from "@/ui/combobox";
import { Select } from "@/ui/select";
import { type CallFilters, DIRECTIONS, RANGES, STATES } from "../filters";
import { FilterChips } from "./filter-chips";
import { NumberSearch } from "./number-search";

const FilterSheet = deferred(() => import("./filter-sheet").then((module) => module.FilterSheet), ifOpen);

interface FilterBarProps {
  filters: CallFilters;
  set: (patch: Partial<CallFilters>) => void;
  clear: () => void;
}

const ANY = "any";

/** The filters one needs every day; the others are in a sheet, and all that are set are named below. */
export function FilterBar({ filters, set, clear }: FilterBarProps) {
  const t = useTranslations("calls.filters");
  const states = useTranslations("calls.state");
  const directions = useTranslations("calls.direction");
  const agents = useAgents().data ?? [];
  const [isOpen, setOpen] = useState(false);
  const searchNumber = useCallback((number: string) => set({ number }), [set]);

  return (
    <div className="flex w-full min-w-0 flex-col gap-2">
      <div className="flex flex-wrap items-center gap-2">
        <NumberSearch value={filters.number} onChange={searchNumber} />
        <Combobox
          aria-label={t("agent")}
          className="w-44 max-sm:w-[calc(50%-0.25rem)]"
          value={filters.agent || ANY}
          onChange={(agent) => set({ agent: agent === ANY ? "" : agent })}
          options={[{ value: ANY, label: t("anyAgent") }, ...agents.map((agent) => ({ value: agent.id, label: agent.display_name }))]}
        />
        <Select
          aria-label={t("state")}
          className="w-36 max-sm:w-[calc(50%-0.25rem)]"
          value={filters.state || ANY}
          onChange={(state) => set({ state: state === ANY ? "" : state })}
          options={[{ value: ANY, label: t("anyState") }, ...STATES.map((state) => ({ value: state, label: states(state) }))]}
        />
        <Select
          aria-label={t("direction")}
          className="w-36 max-sm:hidden"
          value={filters.direction || ANY}
          onChange={(direction) => set({ direction: direction === ANY ? "" : direction })}
          options={[{ value: ANY, label: t("anyDirection") }, ...DIRECTIONS.map((direction) => ({ value: direction, label: directions(direction) }))]}
        />
        <Select
          aria-label={t("range")}
          className="w-36 max-sm:w-[calc(50%-0.25rem)]"
          value={filters.range || ANY}
          onChange={(range) => {
            set({ range: range === ANY ? "" : range, from: "", to: "" });
            if (range === "dates") setOpen(true);
          }}
          options={[{ value: ANY, label: t("anyTime") }, ...RANGES.map((range) => ({ value: range, label: t(`ranges.${range}`) }))]}
        />
        <Button className="max-sm:w-[calc(50%-0.25rem)]" onClick={() => setOpen(true)}><SlidersHorizontal aria-hidden />{t("more")}</Button>
      </div>
      <FilterChips filters={filters} set={set} clear={clear} />
      <FilterSheet isOpen={isOpen} onOpenChange={setOpen} filters={filters} set={set} />
    </div>
  );
}
