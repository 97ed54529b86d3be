"use client";

import { Search, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { useMemo } from "react";
import { Button } from "@/ui/button";
import { Combobox } from "@/ui/combobox";
import { SearchInput } from "@/ui/search-input";
import { Input } from "@/ui/input";
import { ACTIONS, SERVICES, serviceKey } from "../actions";
import { useActors } from "../hooks/use-actors";
import { useAuditFilters } from "../hooks/use-audit";

const ANY = "";

export function AuditToolbar() {
  const t = useTranslations("audit");
  const actors = useActors();
  const actions = useActionOptions();
  const { filters, isFiltered, change, clear } = useAuditFilters();
  return (
    <>
      <Combobox
        aria-label={t("filters.actor")}
        className="min-w-36 flex-1 sm:w-44 sm:flex-none"
        value={filters.actor}
        onChange={(actor) => change({ actor })}
        options={[{ value: ANY, label: t("filters.anyActor") }, ...actors.options]}
      />
      <Combobox
        aria-label={t("filters.action")}
        className="min-w-36 flex-1 sm:w-48 sm:flex-none"
        value={filters.action}
        onChange={(action) => change({ action })}
        options={actions}
      />
      <SearchInput className="min-w-36 flex-1 sm:w-48 sm:flex-none" icon={Search} label={t("filters.object")} value={filters.object} onChange={(object) => change({ object })} />
      <Input type="date" className="min-w-36 flex-1 sm:w-36 sm:flex-none" aria-label={t("filters.from")} title={t("filters.from")} max={filters.to || undefined} value={filters.from} onChange={(event) => change({ from: event.target.value })} />
      <Input type="date" className="min-w-36 flex-1 sm:w-36 sm:flex-none" aria-label={t("filters.to")} title={t("filters.to")} min={filters.from || undefined} value={filters.to} onChange={(event) => change({ to: event.target.value })} />
      {isFiltered && <Button variant="ghost" onClick={clear}><X aria-hidden />{t("clear")}</Button>}
    </>
  );
}

function useActionOptions() {
  const t = useTranslations("audit");
  return useMemo(
    () => [
      { value: ANY, label: t("filters.anyAction") },
      ...SERVICES.flatMap((service) => [
        { value: service, label: t(`services.${serviceKey(service)}`), hint: t("filters.wholeService") },
        ...ACTIONS[service].map((action) => ({ value: `${service}/${action}`, label: t(`actions.${action}`), hint: t(`services.${serviceKey(service)}`) })),
      ]),
    ],
    [t],
  );
}
