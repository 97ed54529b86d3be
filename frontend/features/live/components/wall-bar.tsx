"use client";

import { Headphones, LayoutGrid, Mic, Rows3, TriangleAlert } from "lucide-react";
import { useTranslations } from "next-intl";
import { memo, useCallback, useMemo } from "react";
import { TypedSearch } from "@/features/calls/components/typed-search";
import { cn } from "@/lib/cn";
import type { SearchPatch } from "@/lib/url-state";
import { Badge } from "@/ui/badge";
import { Combobox } from "@/ui/combobox";
import { IconButton } from "@/ui/icon-button";
import { type Option, Select } from "@/ui/select";
import type { LiveCall } from "../api/live";
import { type Counts, DIRECTIONS, SORTS, STATES, type WallFilters } from "../wall";

interface WallBarProps {
  filters: WallFilters;
  counts: Counts;
  calls: readonly LiveCall[];
  change: (patch: SearchPatch) => void;
}

const ANY = "any";
const HALF = "max-sm:w-[calc(50%-0.25rem)]";

export function WallBar({ filters, counts, calls, change }: WallBarProps) {
  const agents = useAgentOptions(calls, filters.agent);
  return (
    <div className="flex flex-col gap-2.5">
      <CountsRow needsAttention={filters.needsAttention} counts={counts} change={change} />
      <FiltersRow filters={filters} agents={agents} change={change} />
    </div>
  );
}

function CountsRow({ needsAttention, counts, change }: { needsAttention: boolean } & Pick<WallBarProps, "counts" | "change">) {
  const t = useTranslations("live.bar");
  return (
    <div className="flex flex-wrap items-center gap-1.5">
      <Badge tone="neutral">{t("all", { count: counts.all })}</Badge>
      <button type="button" aria-pressed={needsAttention} disabled={counts.attention === 0 && !needsAttention} onClick={() => change({ attention: needsAttention ? "" : "1" })} className="flex rounded-full disabled:opacity-60">
        <Badge tone={counts.attention > 0 ? "warn" : "neutral"} className={cn(needsAttention && "ring-2 ring-warn")}><TriangleAlert aria-hidden />{t("attention", { count: counts.attention })}</Badge>
      </button>
      {counts.operators > 0 && <Badge tone="accent"><Mic aria-hidden />{t("operators", { count: counts.operators })}</Badge>}
      {counts.listeners > 0 && <Badge tone="neutral"><Headphones aria-hidden />{t("listeners", { count: counts.listeners })}</Badge>}
    </div>
  );
}

/** Drawn when a filter changes, not when a call does. */
const FiltersRow = memo(function FiltersRow({ filters, agents, change }: Pick<WallBarProps, "filters" | "change"> & { agents: readonly Option[] }) {
  const t = useTranslations("live.bar");
  const search = useCallback((q: string) => change({ q }), [change]);
  const unless = (value: string, usual: string) => (value === usual ? "" : value);
  return (
    <div className="flex flex-wrap items-center gap-2">
      <div className="w-56 max-sm:w-full"><TypedSearch label={t("search")} value={filters.text} onChange={search} /></div>
      <Combobox className={cn("w-48", HALF)} aria-label={t("agent")} value={filters.agent || ANY} onChange={(agent) => change({ agent: unless(agent, ANY) })} options={[{ value: ANY, label: t("anyAgent") }, ...agents]} />
      <Select className={cn("w-36", HALF)} aria-label={t("state")} value={filters.state || ANY} onChange={(state) => change({ state: unless(state, ANY) })} options={[{ value: ANY, label: t("anyState") }, ...STATES.map((state) => ({ value: state, label: t(`states.${state}`) }))]} />
      <Select className={cn("w-36", HALF)} aria-label={t("direction")} value={filters.direction || ANY} onChange={(direction) => change({ direction: unless(direction, ANY) })} options={[{ value: ANY, label: t("anyDirection") }, ...DIRECTIONS.map((direction) => ({ value: direction, label: t(`directions.${direction}`) }))]} />
      <Select className={cn("w-40", HALF)} aria-label={t("sort")} value={filters.sort} onChange={(sort) => change({ sort: unless(sort, "oldest") })} options={SORTS.map((sort) => ({ value: sort, label: t(`sorts.${sort}`) }))} />
      <span className="flex-1" />
      <div className="flex gap-0.5 rounded-md ring-1 ring-line-strong ring-inset" role="group" aria-label={t("view")}>
        <IconButton icon={LayoutGrid} label={t("cards")} aria-pressed={filters.view === "cards"} className={cn(filters.view === "cards" && "bg-active text-ink")} onClick={() => change({ view: "" })} />
        <IconButton icon={Rows3} label={t("table")} aria-pressed={filters.view === "table"} className={cn(filters.view === "table" && "bg-active text-ink")} onClick={() => change({ view: "table" })} />
      </div>
    </div>
  );
});

/** The agents that talk now, and the one that is chosen. */
function useAgentOptions(calls: readonly LiveCall[], chosen: string) {
  const names = new Map(calls.map((call) => [call.agent_id, call.agent_name || call.agent_id]));
  if (chosen && !names.has(chosen)) names.set(chosen, chosen);
  const text = JSON.stringify([...names].sort((one, other) => one[1].localeCompare(other[1])));
  return useMemo(() => (JSON.parse(text) as [string, string][]).map(([value, label]) => ({ value, label })), [text]);
}
