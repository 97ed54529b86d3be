"use client";

import { Monitor, PhoneIncoming, PhoneOutgoing } from "lucide-react";
import { useTranslations } from "next-intl";
import { Status, type Tone } from "@/ui/badge";
import { PhoneNumber } from "@/ui/phone-number";
import { cn } from "@/lib/cn";
import type { CallState, Direction, EndReason } from "../filters";

const DIRECTION_ICONS = {
  DIRECTION_UNSPECIFIED: PhoneIncoming,
  DIRECTION_INBOUND: PhoneIncoming,
  DIRECTION_OUTBOUND: PhoneOutgoing,
  DIRECTION_BROWSER: Monitor,
} as const;

interface WhoCalled {
  direction: Direction;
  from: string;
  to: string;
}

export function otherEnd(call: WhoCalled): string {
  return call.direction === "DIRECTION_OUTBOUND" ? call.to : call.direction === "DIRECTION_BROWSER" ? "" : call.from;
}

export function DirectionIcon({ direction, className }: { direction: Direction; className?: string }) {
  const t = useTranslations("calls.direction");
  const Icon = DIRECTION_ICONS[direction];
  return <Icon role="img" aria-label={t(direction)} className={cn("size-4 shrink-0 text-ink-faint", className)} />;
}

/** Whom the agent talks with: the number at the other end, or that there is none. */
export function Contact({ call, className }: { call: WhoCalled; className?: string }) {
  const t = useTranslations("calls");
  const number = otherEnd(call);
  if (number) return <PhoneNumber e164={number} className={className} />;
  return <span className={className}>{call.direction === "DIRECTION_BROWSER" ? t("browser") : t("withheld")}</span>;
}

const STATE_TONES: Record<CallState, Tone> = {
  CALL_STATE_UNSPECIFIED: "neutral",
  CALL_STATE_QUEUED: "neutral",
  CALL_STATE_RINGING: "accent",
  CALL_STATE_IN_PROGRESS: "accent",
  CALL_STATE_COMPLETED: "good",
  CALL_STATE_BUSY: "warn",
  CALL_STATE_NO_ANSWER: "warn",
  CALL_STATE_CANCELED: "neutral",
  CALL_STATE_FAILED: "bad",
};

/** Reasons by which a call that was answered went wrong. */
const BAD_ENDS: ReadonlySet<EndReason> = new Set([
  "END_REASON_CARRIER_ERROR", "END_REASON_MEDIA_LOST", "END_REASON_VOICE_NODE_LOST", "END_REASON_PROVIDER_FAILED", "END_REASON_PLATFORM_ERROR",
]);

export function CallStatus({ call, className }: { call: { state: CallState; end_reason: EndReason }; className?: string }) {
  const t = useTranslations("calls.state");
  const tone = BAD_ENDS.has(call.end_reason) ? "bad" : STATE_TONES[call.state];
  return <Status tone={tone} isPulsing={call.state === "CALL_STATE_IN_PROGRESS"} className={className}>{t(call.state)}</Status>;
}

export function isOver(state: CallState): boolean {
  return !["CALL_STATE_QUEUED", "CALL_STATE_RINGING", "CALL_STATE_IN_PROGRESS"].includes(state);
}

const languages = new Map<string, Intl.DisplayNames>();

/** The name of a language in the viewer's, from its BCP-47 tag. */
export function languageName(tag: string, locale: string): string {
  // Made once: it takes longer than all that is drawn with it.
  const names = languages.get(locale) ?? new Intl.DisplayNames(locale, { type: "language" });
  languages.set(locale, names);
  try {
    return names.of(tag) ?? tag;
  } catch {
    return tag;
  }
}
