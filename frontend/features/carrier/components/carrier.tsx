"use client";

import { useTranslations } from "next-intl";
import { NumbersTabs } from "@/features/numbers/components/numbers-tabs";
import { ErrorState } from "@/ui/error-state";
import { PageHeader } from "@/ui/page-header";
import { Skeleton } from "@/ui/skeleton";
import { useCarrierCredential } from "../hooks/use-carrier";
import { AccountCard } from "./account-card";
import { CarrierNumbers } from "./carrier-numbers";
import { CarrierSteps } from "./carrier-steps";

/** The organization's account at the carrier: its keys, how it stands, the numbers it rents. */
export function Carrier() {
  const t = useTranslations("carrier");
  const { credential, isPending, error, refetch } = useCarrierCredential();
  return (
    <>
      <PageHeader title={t("title")} description={t("description")} />
      <NumbersTabs current="/numbers/carrier" />
      {isPending ? (
        <Skeleton className="h-52 w-full rounded-xl" />
      ) : error ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : (
        <div className="grid items-start gap-5 xl:grid-cols-[minmax(0,1fr)_20rem]">
          <div className="flex min-w-0 flex-col gap-6">
            <AccountCard credential={credential} />
            {credential && <CarrierNumbers />}
          </div>
          <CarrierSteps />
        </div>
      )}
    </>
  );
}
