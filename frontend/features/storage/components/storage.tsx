"use client";

import { useTranslations } from "next-intl";
import { ErrorState } from "@/ui/error-state";
import { FormSection } from "@/ui/form";
import { PageHeader } from "@/ui/page-header";
import { Skeleton } from "@/ui/skeleton";
import { useStoragePolicy } from "../hooks/use-storage-policy";
import { KeySection } from "./key-section";
import { PolicyForm } from "./policy-form";

export function StorageSettings() {
  const t = useTranslations("storage");
  const { data, error, refetch } = useStoragePolicy();
  return (
    <>
      <PageHeader title={t("title")} description={t("description")} />
      {data ? (
        <>
          <FormSection title={t("policy")} hint={t("policyHint")}><PolicyForm policy={data} /></FormSection>
          <FormSection title={t("key.title")} hint={t("key.hint")}><KeySection policy={data} /></FormSection>
        </>
      ) : error ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : (
        <Skeleton className="h-56 w-full max-w-xl" />
      )}
    </>
  );
}
