"use client";

import { X } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { useMemo } from "react";
import { Button } from "@/ui/button";
import { Combobox } from "@/ui/combobox";
import { SearchInput } from "@/ui/search-input";
import { Select } from "@/ui/select";
import type { Offer } from "../hooks/use-integrations";
import { type StateFilter, useOfferFilters } from "../hooks/use-offer-filters";
import { useLanguageName } from "../hooks/use-language-name";
import { INDIAN, distinct } from "../languages";
import { MODALITIES } from "../modalities";

const STATES = ["usable", "own", "needsKey", "unreachable", "unavailable"] as const satisfies readonly StateFilter[];
/** Radix takes no empty value. */
const ALL = "all";

export function IntegrationsToolbar({ offers }: { offers: readonly Offer[] }) {
  const t = useTranslations("integrations");
  const { filters, isFiltered, change, clear } = useOfferFilters();
  const languages = useLanguageOptions(offers);
  const noneFor = (value: string) => (value === ALL ? undefined : value);
  return (
    <div className="flex flex-wrap items-center gap-2">
      <SearchInput className="w-full sm:w-56" label={t("filters.search")} value={filters.q} onChange={(q) => change({ q })} />
      <Select
        aria-label={t("filters.modality")}
        className="min-w-36 flex-1 sm:w-44 sm:flex-none"
        value={filters.modality || ALL}
        onChange={(value) => change({ modality: noneFor(value) })}
        options={[{ value: ALL, label: t("filters.anyModality") }, ...MODALITIES.map(({ slug }) => ({ value: slug as string, label: t(`modalities.${slug}.title`) }))]}
      />
      <Combobox aria-label={t("filters.language")} className="min-w-36 flex-1 sm:w-44 sm:flex-none" value={filters.language} onChange={(language) => change({ language })} options={[{ value: "", label: t("filters.anyLanguage") }, ...languages]} />
      <Select
        aria-label={t("filters.state")}
        className="min-w-36 flex-1 sm:w-44 sm:flex-none"
        value={filters.state || ALL}
        onChange={(value) => change({ state: noneFor(value) })}
        options={[{ value: ALL, label: t("filters.anyState") }, ...STATES.map((state) => ({ value: state as string, label: t(`filters.states.${state}`) }))]}
      />
      {isFiltered && <Button variant="ghost" onClick={clear}><X aria-hidden />{t("clear")}</Button>}
    </div>
  );
}

/** The Indian languages first, then what else the adapters name. */
function useLanguageOptions(offers: readonly Offer[]) {
  const t = useTranslations("integrations");
  const locale = useLocale();
  const nameOf = useLanguageName();
  return useMemo(() => {
    const indian = INDIAN.map((value) => ({ value: value as string, label: nameOf(value), hint: t("indian") }));
    const known = new Set<string>(INDIAN);
    const others = distinct(offers.flatMap(({ adapter }) => adapter.languages))
      .filter((code) => !known.has(code))
      .map((value) => ({ value, label: nameOf(value), hint: value }));
    const byName = (one: { label: string }, other: { label: string }) => one.label.localeCompare(other.label, locale);
    return [...indian.sort(byName), ...others.sort(byName)];
  }, [offers, locale, nameOf, t]);
}
