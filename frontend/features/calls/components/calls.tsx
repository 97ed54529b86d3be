"use client";

import { PhoneCall, SearchX } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useCallback } from "react";
import { Button } from "@/ui/button";
import { DataTable } from "@/ui/data-table";
import { EmptyState } from "@/ui/empty-state";
import { PageHeader } from "@/ui/page-header";
import { csvHref } from "../api/calls";
import { type CallFilters, countFilters, queryOf, readFilters } from "../filters";
import { useCalls } from "../hooks/use-calls";
import { useFilters } from "../hooks/use-filters";
import { useCallColumns } from "./columns";
import { ExportButton } from "./export-button";
import { FilterBar } from "./filter-bar";
import { SavedViews } from "./saved-views";

export function Calls() {
  const t = useTranslations("calls");
  const router = useRouter();
  const { filters, set, clear, text } = useFilters();
  const setOrder = useCallback((order: CallFilters["order"]) => set({ order }), [set]);
  const isFiltered = countFilters(filters) > 0;

  return (
    <>
      <PageHeader
        title={t("title")}
        description={t("description")}
        actions={
          <>
            <SavedViews query={text} isFiltered={isFiltered} onChoose={(query) => set(readFilters(new URLSearchParams(query)))} />
            <ExportButton path={csvHref(queryOf(filters))} />
          </>
        }
      />
      <DataTable
        id="calls"
        label={t("title")}
        columns={useCallColumns(filters.order, setOrder)}
        list={useCalls(filters)}
        rowId={(call) => call.id}
        onOpen={(call) => router.push(`/calls/${call.id}`)}
        toolbar={<FilterBar filters={filters} set={set} clear={clear} />}
        empty={
          isFiltered ? (
            <EmptyState icon={SearchX} title={t("none.title")} action={<Button onClick={clear}>{t("filters.clear")}</Button>}>{t("none.text")}</EmptyState>
          ) : (
            <EmptyState icon={PhoneCall} title={t("empty.title")} action={<Button asChild variant="primary"><Link href="/agents">{t("empty.action")}</Link></Button>}>
              {t("empty.text")}
            </EmptyState>
          )
        }
      />
    </>
  );
}
