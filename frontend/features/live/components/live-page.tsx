"use client";

import { PhoneOff } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { CallStatus, Contact, isOver } from "@/features/calls/components/facts";
import { CALL_PARTS } from "@/features/calls/components/later-parts";
import { Banner } from "@/ui/banner";
import { Button } from "@/ui/button";
import { EmptyState } from "@/ui/empty-state";
import { ErrorState } from "@/ui/error-state";
import { useSoon } from "@/lib/deferred";
import { isReason } from "@/lib/errors";
import { PageHeader } from "@/ui/page-header";
import { Skeleton } from "@/ui/skeleton";
import { useLiveCall } from "../hooks/use-feed";
import { useCallAudio, useWatch } from "../hooks/use-watch";
import { LiveBody } from "./live-body";
import { LiveControls } from "./live-controls";
import { TalkState } from "./marks";

/** One call as it runs: what is said, where it stands, and the ways to step in. */
export function LivePage({ callId }: { callId: string }) {
  useSoon(CALL_PARTS);
  return <LiveCallPage key={callId} callId={callId} />;
}

function LiveCallPage({ callId }: { callId: string }) {
  const t = useTranslations("live");
  const watch = useWatch(callId);
  const { call: live, phase } = useLiveCall(callId);
  const audio = useCallAudio(callId);
  const record = watch.call;
  const breadcrumbs = [{ label: t("title"), href: "/live" }];

  if (watch.phase === "gone" && isReason(watch.error, "NOT_FOUND")) {
    return <EmptyState icon={PhoneOff} title={t("detail.gone")} action={<Button asChild><Link href="/live">{t("detail.toWall")}</Link></Button>}>{t("detail.goneText")}</EmptyState>;
  }
  if (watch.phase === "gone") return <ErrorState error={watch.error} />;
  const known = live ?? record;
  if (!known) return <LiveSkeleton />;
  const isEnded = watch.phase === "over" || (record !== undefined && isOver(record.state));
  const isOld = !isEnded && (watch.phase === "down" || (phase === "down" && live !== undefined));

  return (
    <>
      <PageHeader
        breadcrumbs={breadcrumbs}
        title={<Contact call={known} />}
        badge={isEnded && record ? <CallStatus call={record} /> : live ? <TalkState call={live} /> : undefined}
        actions={isEnded ? <Button asChild variant="primary"><Link href={`/calls/${callId}`}>{t("detail.toCall")}</Link></Button> : undefined}
      />
      {isEnded && <Banner tone="neutral" className="mb-4" title={t("detail.over")}>{t("detail.overText")}</Banner>}
      {isOld && <Banner tone="warn" className="mb-4">{t("detail.old")}</Banner>}
      {!isEnded && audio && <LiveControls callId={callId} live={live} isBrowser={known.direction === "DIRECTION_BROWSER"} audio={audio} />}
      <LiveBody callId={callId} live={live} watch={watch} isEnded={isEnded} />
    </>
  );
}

function LiveSkeleton() {
  return (
    <div aria-busy className="flex flex-col gap-5">
      <Skeleton className="h-8 w-64" />
      <Skeleton className="h-20 rounded-xl" />
      <div className="grid gap-5 lg:grid-cols-[3fr_2fr]"><Skeleton className="h-[28rem] rounded-xl" /><Skeleton className="h-[28rem] rounded-xl" /></div>
    </div>
  );
}
