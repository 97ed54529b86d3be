"use client";

import { useTranslations } from "next-intl";
import { useMemo } from "react";
import { useMay } from "@/features/session/hooks/use-me";
import { useSearchState } from "@/lib/url-state";
import { Banner } from "@/ui/banner";
import { Card } from "@/ui/card";
import { Skeleton } from "@/ui/skeleton";
import { type Call, recordingPath } from "../api/calls";
import { conversationOf, isLine } from "../conversation";
import { useCallEvents, useTranscript } from "../hooks/use-call-events";
import { useMemberName } from "../hooks/use-members";
import { usePeaks, usePlayer } from "../hooks/use-recording";
import { marksOf } from "../timeline";
import { CallPanel, PlayerCard, Transcript } from "./later-parts";
import { Loaded } from "./loaded";

export const TALL = "h-[min(44rem,calc(100dvh-12rem))] min-h-80";

export function CallBody({ call }: { call: Call }) {
  const t = useTranslations("calls.detail");
  const events = useCallEvents(call.id);
  const transcript = useTranscript(call.id);
  const mayHear = useMay("recordings.read");
  const path = call.has_recording && mayHear ? recordingPath(call.id) : undefined;
  const player = usePlayer(path);
  const reader = usePeaks(path, false);
  const told = useMemo(() => conversationOf(events.rows), [events.rows]);
  const marks = useMemo(() => marksOf(events.rows), [events.rows]);
  // The events know what an interrupted agent still meant to say; the transcript is there sooner.
  const entries = events.isComplete && told.entries.length > 0 ? told.entries : transcript.rows;
  const lines = useMemo(() => entries.filter(isLine), [entries]);
  const nameOf = useMemberName();
  const [search, change] = useSearchState();

  return (
    <div className="flex flex-col gap-5">
      {player ? <PlayerCard player={player} reader={reader} lines={lines} marks={marks} durationMs={Number(call.duration_ms)} /> : <NoPlayer why={path ? undefined : mayHear ? t("noRecordingText") : t("mayNotHear")} />}
      <div className="grid items-start gap-5 lg:grid-cols-[minmax(0,3fr)_minmax(22rem,2fr)]">
        <Card isFlush title={t("transcript")} hint={lines.length > 0 ? t("lines", { count: lines.length }) : undefined}>
          <Loaded list={{ ...transcript, rows: entries }} none={t("nothingSaid")}><Transcript entries={entries} nameOf={nameOf} player={player} className={TALL} /></Loaded>
        </Card>
        <CallPanel call={call} events={events} told={told} player={player} search={search} change={change} />
      </div>
    </div>
  );
}

function NoPlayer({ why }: { why: string | undefined }) {
  return why === undefined ? <Skeleton className="h-44 rounded-xl" /> : <Banner>{why}</Banner>;
}
