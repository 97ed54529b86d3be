"use client";

import { ScrollText } from "lucide-react";
import { useTranslations } from "next-intl";
import { deferred, useSoon } from "@/lib/deferred";
import { useSearchState } from "@/lib/url-state";
import { Button } from "@/ui/button";
import { DataTable } from "@/ui/data-table";
import { EmptyState } from "@/ui/empty-state";
import { PageHeader } from "@/ui/page-header";
import { useAuditColumns } from "../hooks/use-audit-columns";
import { useAuditEntries, useAuditFilters } from "../hooks/use-audit";
import { AuditToolbar } from "./audit-toolbar";
import { ExportButton } from "./export-button";
import { VerifyButton } from "./verify-button";

const EntrySheet = deferred(() => import("./entry-sheet").then((module) => module.EntrySheet));
const SOON = [EntrySheet];

export function AuditLog() {
  useSoon(SOON);
  const t = useTranslations("audit");
  const [search, change] = useSearchState();
  const { filters, isFiltered, clear } = useAuditFilters();
  const list = useAuditEntries(filters);
  const entry = search.get("entry");
  return (
    <>
      <PageHeader title={t("title")} description={t("description")} actions={<><VerifyButton /><ExportButton filters={filters} /></>} />
      <DataTable
        id="audit"
        label={t("title")}
        columns={useAuditColumns()}
        list={list}
        rowId={(each) => each.id}
        onOpen={(each) => change({ entry: each.id })}
        toolbar={<AuditToolbar />}
        empty={
          <EmptyState icon={ScrollText} title={t(isFiltered ? "nothingFound" : "empty")} action={isFiltered && <Button onClick={clear}>{t("clear")}</Button>}>
            {t(isFiltered ? "nothingFoundText" : "emptyText")}
          </EmptyState>
        }
      />
      {entry && !list.isLoading && <EntrySheet entry={list.rows.find((each) => each.id === entry)} onClose={() => change({ entry: undefined })} />}
    </>
  );
}
