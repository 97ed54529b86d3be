"use client";

import { PhoneOff, Radio } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { Banner } from "@/ui/banner";
import { Button } from "@/ui/button";
import { EmptyState } from "@/ui/empty-state";
import { ErrorState } from "@/ui/error-state";
import { useSoon } from "@/lib/deferred";
import { isReason } from "@/lib/errors";
import { PageHeader } from "@/ui/page-header";
import { Skeleton } from "@/ui/skeleton";
import { useCall } from "../hooks/use-calls";
import { CallActions } from "./call-actions";
import { CallFacts } from "./call-facts";
import { CallStatus, Contact } from "./facts";
import { CallBody } from "./call-body";
import { CALL_PARTS } from "./later-parts";

/** One call: what it was, how it sounded, what was said and what happened. */
export function CallPage({ callId }: { callId: string }) {
  useSoon(CALL_PARTS);
  const t = useTranslations("calls.detail");
  const calls = useTranslations("calls");
  const { data: call, error, refetch } = useCall(callId);
  const breadcrumbs = [{ label: calls("title"), href: "/calls" }];

  if (isReason(error, "NOT_FOUND")) {
    return <EmptyState icon={PhoneOff} title={t("gone")} action={<Button asChild><Link href="/calls">{t("allCalls")}</Link></Button>}>{t("goneText")}</EmptyState>;
  }
  if (error && !call) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!call) return <CallSkeleton />;
  return (
    <>
      <PageHeader breadcrumbs={breadcrumbs} title={<Contact call={call} />} badge={<CallStatus call={call} className="text-sm" />} actions={<CallActions call={call} />} />
      {call.state === "CALL_STATE_IN_PROGRESS" && (
        <Banner tone="accent" className="mb-5" action={<Button asChild size="sm"><Link href={`/live/${call.id}`}><Radio aria-hidden />{t("toLive")}</Link></Button>}>{t("isLive")}</Banner>
      )}
      <CallFacts call={call} />
      <CallBody call={call} />
    </>
  );
}

function CallSkeleton() {
  return (
    <div aria-busy className="flex flex-col gap-5">
      <Skeleton className="h-8 w-64" />
      <Skeleton className="h-32 rounded-xl" />
      <Skeleton className="h-44 rounded-xl" />
      <Skeleton className="h-96 rounded-xl" />
    </div>
  );
}
