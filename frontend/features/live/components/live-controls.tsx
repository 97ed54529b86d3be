"use client";

import { useTranslations } from "next-intl";
import { useEffect } from "react";
import { useMemberName } from "@/features/calls/hooks/use-members";
import { useMe } from "@/features/session/hooks/use-me";
import { Banner } from "@/ui/banner";
import { toast } from "@/ui/toast";
import type { LiveCall } from "../api/live";
import type { CallAudio } from "../audio/call-audio";
import { useAudioState } from "../hooks/use-watch";
import { ListenBar } from "./listen-bar";
import { LiveActions } from "./live-actions";

interface LiveControlsProps {
  callId: string;
  live: LiveCall | undefined;
  isBrowser: boolean;
  audio: CallAudio;
}

const SAID_ENDS = ["CALL_OVER", "CALL_NOT_LIVE", "TAKEN_ELSEWHERE", "HANDED_BACK", "TOO_SLOW", "AUDIO_FAILED", "CONNECTION_LOST"] as const;

/** The ways to step into a call, and what is on while one is in it. */
export function LiveControls({ callId, live, isBrowser, audio }: LiveControlsProps) {
  const t = useTranslations("live.ends");
  const actions = useTranslations("live.actions");
  const me = useMe();
  const nameOf = useMemberName();
  const { ended, mode } = useAudioState(audio);

  useEffect(() => {
    if (ended) toast({ title: t(SAID_ENDS.find((each) => each === ended) ?? "CONNECTION_LOST"), tone: ended === "HANDED_BACK" || ended === "CALL_OVER" ? "neutral" : "bad" });
  }, [ended, t]);

  const isOtherOperator = live !== undefined && live.operator_id !== "" && live.operator_id !== me.user_id;
  const isLeftBehind = live?.operator_id === me.user_id && mode !== "talking";

  return (
    <>
      {isOtherOperator && <Banner tone="accent" className="mb-4">{actions("otherTalks", { name: nameOf(live.operator_id) })}</Banner>}
      {isLeftBehind && <Banner tone="warn" className="mb-4">{actions("takenElsewhere")}</Banner>}
      <div className="mb-4 flex flex-wrap items-center gap-2">
        <LiveActions callId={callId} call={live} isBrowser={isBrowser} audio={audio} />
      </div>
      <ListenBar audio={audio} />
    </>
  );
}
