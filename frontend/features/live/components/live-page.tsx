"use client";

import { PhoneOff } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useMemo, useState } from "react";
import { CallStatus, Contact, isOver } from "@/features/calls/components/facts";
import { CALL_PARTS, CallPanel } from "@/features/calls/components/later-parts";
import { conversationOf } from "@/features/calls/conversation";
import { useSearchState } from "@/lib/url-state";
import { Banner } from "@/ui/banner";
import { Button } from "@/ui/button";
import { EmptyState } from "@/ui/empty-state";
import { ErrorState } from "@/ui/error-state";
import { useSoon } from "@/lib/deferred";
import { isReason } from "@/lib/errors";
import { PageHeader } from "@/ui/page-header";
import { Skeleton } from "@/ui/skeleton";
import type { LiveCall } from "../api/live";
import { useLiveCall } from "../hooks/use-feed";
import { useCallAudio, useWatch } from "../hooks/use-watch";
import { LiveControls } from "./live-controls";
import { LiveFacts } from "./live-facts";
import { LiveLayout } from "./live-layout";
import { LiveTalk } from "./live-talk";
import { TalkState } from "./marks";
import { OnAir } from "./on-air";

const PANEL = "h-[min(40rem,calc(100dvh-15rem))] min-h-72 lg:h-[max(18rem,calc(100dvh-33rem))]";

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
  const last = useLast(live);
  const [search, change] = useSearchState();
  const told = useMemo(() => conversationOf(watch.events), [watch.events]);
  const events = { rows: watch.events, isLoading: watch.phase === "connecting", isComplete: true, error: null, retry: () => undefined };
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
    <LiveLayout
      onAir={!isEnded && audio && <OnAir audio={audio} />}
      head={
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
        </>
      }
      talk={<LiveTalk callId={callId} told={told} isEnded={isEnded} />}
      facts={<LiveFacts live={last} call={record} step={told.path.at(-1)} isEnded={isEnded} />}
      panel={<CallPanel call={record} events={events} told={told} search={search} change={change} className={PANEL} />}
    />
  );
}

/** As it was when it was seen last: the monitor forgets calls that are over. */
function useLast(live: LiveCall | undefined): LiveCall | undefined {
  const [last, setLast] = useState(live);
  if (live && live !== last) setLast(live);
  return live ?? last;
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
