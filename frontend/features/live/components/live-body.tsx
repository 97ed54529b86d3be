"use client";

import { useTranslations } from "next-intl";
import { useMemo } from "react";
import { CallPanel, Transcript } from "@/features/calls/components/later-parts";
import { conversationOf } from "@/features/calls/conversation";
import { useMay } from "@/features/session/hooks/use-me";
import { useSearchState } from "@/lib/url-state";
import { Card } from "@/ui/card";
import type { LiveCall } from "../api/live";
import type { WatchState } from "../watch";
import { LiveFacts } from "./live-facts";
import { Whisper } from "./whisper";

interface LiveBodyProps {
  callId: string;
  live: LiveCall | undefined;
  watch: WatchState;
  isEnded: boolean;
}

const TALL = "h-[min(38rem,calc(100dvh-20rem))] min-h-80";

export function LiveBody({ callId, live, watch, isEnded }: LiveBodyProps) {
  const t = useTranslations("live.detail");
  const actions = useTranslations("live.actions");
  const mayControl = useMay("calls.control");
  const [search, change] = useSearchState();
  const told = useMemo(() => conversationOf(watch.events), [watch.events]);
  const events = { rows: watch.events, isLoading: watch.phase === "connecting", isComplete: true, error: null, retry: () => undefined };
  return (
    <div className="grid items-start gap-5 lg:grid-cols-[minmax(0,3fr)_minmax(22rem,2fr)]">
      <div className="flex min-w-0 flex-col gap-4">
        <Card isFlush title={t("transcript")}>
          {told.lines.length === 0 ? <p className="px-4 py-16 text-center text-ink-faint">{t("nothingSaid")}</p> : <Transcript lines={told.lines} isLive={!isEnded} className={TALL} />}
        </Card>
        {!isEnded && <Whisper callId={callId} mayNot={mayControl ? "" : actions("mayNotControl")} />}
      </div>
      <div className="flex min-w-0 flex-col gap-4">
        <LiveFacts live={live} call={watch.call} />
        <CallPanel call={watch.call} events={events} told={told} search={search} change={change} />
      </div>
    </div>
  );
}
