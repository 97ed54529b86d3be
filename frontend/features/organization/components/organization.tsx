"use client";

import { useTranslations } from "next-intl";
import { CopyButton } from "@/ui/copy-button";
import { DateTime } from "@/ui/date-time";
import { ErrorState } from "@/ui/error-state";
import { FormSection } from "@/ui/form";
import { PageHeader } from "@/ui/page-header";
import { Skeleton } from "@/ui/skeleton";
import type { Organization } from "../api/organization";
import { useOrganization } from "../hooks/use-organization";
import { OrganizationForm } from "./organization-form";

export function OrganizationSettings() {
  const t = useTranslations("organization");
  const { data, error, refetch } = useOrganization();
  return (
    <>
      <PageHeader title={t("title")} description={t("description")} />
      {data ? (
        <>
          <FormSection title={t("general")} hint={t("generalHint")}><OrganizationForm organization={data} /></FormSection>
          <FormSection title={t("facts")} hint={t("factsHint")}><Facts organization={data} /></FormSection>
        </>
      ) : error ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : (
        <Skeleton className="h-48 w-full max-w-xl" />
      )}
    </>
  );
}

function Facts({ organization }: { organization: Organization }) {
  const t = useTranslations("organization");
  return (
    <dl className="grid grid-cols-[auto_1fr] items-center gap-x-6 gap-y-2 text-sm">
      <dt className="text-ink-soft">{t("id")}</dt>
      <dd className="flex min-w-0 items-center gap-1"><code className="truncate font-mono text-xs">{organization.id}</code><CopyButton text={organization.id} /></dd>
      <dt className="text-ink-soft">{t("created")}</dt>
      <dd><DateTime value={organization.created_at} style="exact" /></dd>
    </dl>
  );
}
