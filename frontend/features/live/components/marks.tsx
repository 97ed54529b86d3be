"use client";

import { AudioLines, Headphones, Mic, Shuffle, Timer, Unplug } from "lucide-react";
import { useTranslations } from "next-intl";
import { Badge, Status, type Tone } from "@/ui/badge";
import { clock } from "@/ui/duration";
import type { LiveCall } from "../api/live";
import { useNow } from "../hooks/use-feed";
import { ATTENTION_TONES, type Attention, type WallState, attentionOf, stateOf } from "../wall";

const ICONS: Record<Attention, typeof Mic> = { mediaLost: Unplug, operator: Mic, slow: Timer, failover: Shuffle, bargeIns: AudioLines };
const STATE_TONES: Record<WallState, Tone> = { listening: "neutral", thinking: "warn", speaking: "accent", operator: "bad" };

/** What the agent is doing, or that a person talks. */
export function TalkState({ call }: { call: LiveCall }) {
  const t = useTranslations("live.bar.states");
  const state = stateOf(call);
  return <Status tone={STATE_TONES[state]} isPulsing={state === "speaking" || state === "operator"}>{t(state)}</Status>;
}

/** Why somebody should look at this call. */
export function Marks({ call, isShort = false }: { call: LiveCall; isShort?: boolean }) {
  const t = useTranslations("live.marks");
  const count = (mark: Attention) => (mark === "failover" ? call.failovers : mark === "bargeIns" ? call.barge_ins : mark === "slow" ? ((call.response_ms ?? 0) / 1000).toFixed(1) : "");
  return (
    <>
      {attentionOf(call).map((mark) => {
        const Icon = ICONS[mark];
        return (
          <Badge key={mark} tone={ATTENTION_TONES[mark]} className={isShort ? "px-1.5" : undefined}>
            <Icon aria-hidden />
            {isShort ? <><span className="sr-only">{t(mark)}</span>{count(mark)}</> : <>{t(mark)}{count(mark) !== "" && ` ${count(mark)}${mark === "slow" ? " s" : ""}`}</>}
          </Badge>
        );
      })}
      {call.listeners > 0 && <span className="inline-flex items-center gap-1 text-xs text-ink-faint"><Headphones className="size-3.5" role="img" aria-label={t("listeners")} />{call.listeners}</span>}
    </>
  );
}

/** How long it has lasted, by this browser's clock. */
export function Elapsed({ since, className }: { since: string | undefined; className?: string }) {
  const now = useNow();
  return <span className={`numbers ${className ?? ""}`}>{since && now > 0 ? clock(now - Date.parse(since)) : "–"}</span>;
}
