import type { Tone } from "@/ui/badge";
import type { CallEvent } from "./api/calls";

/** What kind of thing an event is, which decides its colour, its words and whether a filter shows it. */

export const KINDS = [
  "started", "node_entered", "caller_said", "agent_said", "variable_set", "key_pressed", "turn_measured", "barged_in",
  "silence_prompted", "media_interrupted", "media_restored", "provider_failed", "provider_switched", "ended", "tool_called",
  "language_switched", "usage_recorded", "operator_whispered", "operator_took_over", "operator_handed_back",
  "transfer_started",
] as const;
export type EventKind = (typeof KINDS)[number];

export const GROUPS = ["all", "trouble", "flow", "speech", "people"] as const;
export type EventGroup = (typeof GROUPS)[number];

const GROUP_OF: Readonly<Record<EventKind, Exclude<EventGroup, "all">>> = {
  started: "flow", node_entered: "flow", variable_set: "flow", key_pressed: "speech", tool_called: "flow", language_switched: "flow", ended: "flow", usage_recorded: "flow", turn_measured: "flow",
  caller_said: "speech", agent_said: "speech", barged_in: "speech", silence_prompted: "speech",
  media_interrupted: "trouble", media_restored: "trouble", provider_failed: "trouble", provider_switched: "trouble",
  operator_whispered: "people", operator_took_over: "people", operator_handed_back: "people", transfer_started: "people",
};

const TONES: Partial<Record<EventKind, Tone>> = {
  media_interrupted: "bad", provider_failed: "bad", provider_switched: "warn", media_restored: "good", barged_in: "warn",
  operator_whispered: "accent", operator_took_over: "accent", operator_handed_back: "accent", transfer_started: "accent", silence_prompted: "warn",
};

/** Undefined for an event this dashboard does not know yet. */
export function kindOf(event: CallEvent): EventKind | undefined {
  return KINDS.find((kind) => event[kind] !== undefined);
}

export function toneOf(kind: EventKind): Tone {
  return TONES[kind] ?? "neutral";
}

export function isInGroup(kind: EventKind | undefined, group: EventGroup): boolean {
  return group === "all" || (kind !== undefined && GROUP_OF[kind] === group);
}

/** What is marked under the waveform. */
export function marksOf(events: readonly CallEvent[]): { atMs: number; tone: "warn" | "bad" | "accent" }[] {
  return events.flatMap((event) => {
    const kind = kindOf(event);
    const tone = kind && toneOf(kind);
    return tone === "warn" || tone === "bad" || tone === "accent" ? [{ atMs: Number(event.offset_ms), tone }] : [];
  });
}
