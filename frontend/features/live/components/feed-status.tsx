"use client";

import { useTranslations } from "next-intl";
import { Status } from "@/ui/badge";
import type { FeedState } from "../feed";

const TONES = { connecting: "neutral", live: "good", down: "warn", refused: "bad" } as const;

/** Whether what one sees is now. */
export function FeedStatus({ state }: { state: FeedState }) {
  const t = useTranslations("live.feed");
  return <Status tone={TONES[state.phase]} isPulsing={state.phase === "live"} className="text-xs text-ink-soft">{t(state.phase)}</Status>;
}
