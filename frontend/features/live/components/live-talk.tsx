"use client";

import { useTranslations } from "next-intl";
import { Transcript } from "@/features/calls/components/later-parts";
import type { Conversation } from "@/features/calls/conversation";
import { useMemberName } from "@/features/calls/hooks/use-members";
import { useMay } from "@/features/session/hooks/use-me";
import { Card } from "@/ui/card";
import { Whisper } from "./whisper";

/** What is said as it is said, and the place to whisper from. */
export function LiveTalk({ callId, told, isEnded }: { callId: string; told: Conversation; isEnded: boolean }) {
  const t = useTranslations("live.detail");
  const actions = useTranslations("live.actions");
  const mayControl = useMay("calls.control");
  const nameOf = useMemberName();
  return (
    <>
      <Card isFlush title={t("transcript")} className="flex min-h-0 flex-1 flex-col [&>div]:flex [&>div]:min-h-0 [&>div]:flex-1 [&>div]:flex-col">
        {told.entries.length === 0 ? <p className="px-4 py-16 text-center text-ink-faint">{t("nothingSaid")}</p> : <Transcript entries={told.entries} nameOf={nameOf} isLive={!isEnded} />}
      </Card>
      {!isEnded && <Whisper callId={callId} mayNot={mayControl ? "" : actions("mayNotControl")} />}
    </>
  );
}
