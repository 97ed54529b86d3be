"use client";

import { Mic, MicOff, Undo2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { useCallback, useEffect } from "react";
import { Button } from "@/ui/button";
import { Kbd } from "@/ui/kbd";
import type { CallAudio } from "../audio/call-audio";
import { useHandBack } from "../hooks/use-hand-back";
import { useAudioState } from "../hooks/use-watch";
import { Meter } from "./meter";

/** Nobody who talks with a caller shall have to wonder whether they do. */
export function OnAir({ audio }: { audio: CallAudio }) {
  const t = useTranslations("live.onAir");
  const { mode, isMuted, isOpening, isHandingBack } = useAudioState(audio);
  const handBack = useHandBack(audio);
  const says = isOpening ? "broken" : isMuted ? "muted" : "title";
  const isOnAir = mode === "talking";
  const read = useCallback(() => audio.microphoneLevel, [audio]);
  useGuard(isOnAir, t("tab"));
  if (!isOnAir) return null;
  return (
    <>
      <div aria-hidden className="pointer-events-none fixed inset-0 z-30 border-4 border-bad" />
      <section role="alert" aria-label={t("title")} className="sticky top-14 z-20 mb-4 flex shrink-0 flex-wrap items-center gap-x-5 gap-y-3 rounded-xl bg-bad px-4 py-3 text-accent-ink shadow-pop md:top-2 lg:col-span-2">
        <span className="relative flex size-3" aria-hidden><span className="absolute inset-0 animate-ping rounded-full bg-current opacity-60" /><span className="size-3 rounded-full bg-current" /></span>
        <div className="min-w-0">
          <p className="text-base font-semibold">{t(says)}</p>
          <p className="text-xs opacity-90">{t(says === "title" ? "text" : `${says}Text`)}</p>
        </div>
        <Meter read={read} className="w-32 bg-[oklch(0_0_0/0.25)] text-accent-ink" />
        <span className="flex-1" />
        <Button onClick={() => audio.mute(!isMuted)} aria-pressed={isMuted}>{isMuted ? <MicOff aria-hidden /> : <Mic aria-hidden />}{isMuted ? t("unmute") : t("mute")}<Kbd keys="M" /></Button>
        <Button isBusy={isHandingBack} onClick={handBack}><Undo2 aria-hidden />{t("handBack")}<Kbd keys="B" /></Button>
      </section>
    </>
  );
}

/** The browser asks before the page is closed, and its tab says what goes on. */
function useGuard(isOnAir: boolean, title: string): void {
  useEffect(() => {
    if (!isOnAir) return;
    const before = document.title;
    document.title = title;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener("beforeunload", ask);
    return () => {
      document.title = before;
      removeEventListener("beforeunload", ask);
    };
  }, [isOnAir, title]);
}
