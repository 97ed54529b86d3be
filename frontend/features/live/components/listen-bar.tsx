"use client";

import { Headphones, Volume2, VolumeX } from "lucide-react";
import { useTranslations } from "next-intl";
import { useCallback } from "react";
import { Button } from "@/ui/button";
import { IconButton } from "@/ui/icon-button";
import type { CallAudio } from "../audio/call-audio";
import { useAudioState } from "../hooks/use-watch";
import { Meter } from "./meter";

/** What one hears: a level for each side, and whether it is on. */
export function ListenBar({ audio }: { audio: CallAudio }) {
  const t = useTranslations("live.audio");
  const state = useAudioState(audio);
  if (state.mode === "off") return null;
  return (
    <div className="mb-4 flex flex-wrap items-center gap-x-6 gap-y-2 rounded-xl bg-surface px-4 py-2.5 shadow-lift ring-1 ring-line" role="group" aria-label={t("hearing")}>
      <span className="flex items-center gap-2 text-sm font-medium"><Headphones className="size-4 text-accent-text" aria-hidden />{state.mode === "talking" ? t("hearing") : t("listening")}</span>
      <Side audio={audio} side={0} name={t("caller")} isSilent={state.isCallerSilent} onToggle={() => audio.silence({ isCallerSilent: !state.isCallerSilent })} />
      <Side audio={audio} side={1} name={t("agent")} isSilent={state.isAgentSilent} onToggle={() => audio.silence({ isAgentSilent: !state.isAgentSilent })} />
      <span className="flex-1" />
      {state.mode === "listening" && <Button size="sm" onClick={() => audio.stop("")}>{t("stop")}</Button>}
    </div>
  );
}

function Side({ audio, side, name, isSilent, onToggle }: { audio: CallAudio; side: 0 | 1; name: string; isSilent: boolean; onToggle: () => void }) {
  const t = useTranslations("live.audio");
  const read = useCallback(() => audio.speaker.levels[side], [audio, side]);
  return (
    <span className="flex items-center gap-2 text-sm text-ink-soft">
      {name}
      <Meter read={read} className={side === 0 ? "text-ink-soft" : "text-accent"} />
      <IconButton icon={isSilent ? VolumeX : Volume2} size="sm" label={isSilent ? t("hearSide", { side: name }) : t("silenceSide", { side: name })} aria-pressed={isSilent} onClick={onToggle} />
    </span>
  );
}
