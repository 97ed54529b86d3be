import type { Tone } from "@/ui/badge";
import type { LiveCall } from "./api/live";

/** Which calls of the wall are shown, in which order, and which of them somebody should look at. */

export const SORTS = ["oldest", "newest", "attention", "slowest"] as const;
export type Sort = (typeof SORTS)[number];
export const STATES = ["listening", "thinking", "speaking", "operator"] as const;
export type WallState = (typeof STATES)[number];
export const DIRECTIONS = ["inbound", "outbound", "browser"] as const;
export type WallDirection = (typeof DIRECTIONS)[number];
export const VIEWS = ["cards", "table"] as const;
export type View = (typeof VIEWS)[number];

export interface WallFilters {
  agent: string;
  state: WallState | "";
  direction: WallDirection | "";
  text: string;
  needsAttention: boolean;
  sort: Sort;
  view: View;
}

export function readWall(search: URLSearchParams): WallFilters {
  const one = <Value extends string>(all: readonly Value[], name: string) => all.find((each) => each === search.get(name));
  return {
    agent: search.get("agent") ?? "",
    state: one(STATES, "state") ?? "",
    direction: one(DIRECTIONS, "direction") ?? "",
    text: search.get("q") ?? "",
    needsAttention: search.get("attention") === "1",
    sort: one(SORTS, "sort") ?? "oldest",
    view: one(VIEWS, "view") ?? "cards",
  };
}

/** Longer than this a caller takes for a broken line. */
export const SLOW_MS = 2_000;
export const MANY_BARGE_INS = 3;

export const ATTENTION = ["mediaLost", "operator", "slow", "failover", "bargeIns"] as const;
export type Attention = (typeof ATTENTION)[number];
export const ATTENTION_TONES: Readonly<Record<Attention, Tone>> = { mediaLost: "bad", operator: "accent", slow: "warn", failover: "warn", bargeIns: "warn" };

/** Why one should look at a call, the gravest first. */
export function attentionOf(call: LiveCall): Attention[] {
  const found: Record<Attention, boolean> = {
    mediaLost: call.media_lost,
    operator: call.operator_id !== "",
    slow: (call.response_ms ?? 0) > SLOW_MS,
    failover: call.failovers > 0,
    bargeIns: call.barge_ins >= MANY_BARGE_INS,
  };
  return ATTENTION.filter((each) => found[each]);
}

export function stateOf(call: LiveCall): WallState {
  if (call.operator_id) return "operator";
  if (call.state === "CONVERSATION_STATE_THINKING") return "thinking";
  return call.state === "CONVERSATION_STATE_SPEAKING" ? "speaking" : "listening";
}

export function shownCalls(calls: readonly LiveCall[], filters: WallFilters): LiveCall[] {
  const words = filters.text.toLowerCase().replaceAll(/[\s()-]/g, "");
  const shown = calls.filter(
    (call) =>
      (!filters.agent || call.agent_id === filters.agent) &&
      (!filters.state || stateOf(call) === filters.state) &&
      (!filters.direction || call.direction === `DIRECTION_${filters.direction.toUpperCase()}`) &&
      (!filters.needsAttention || attentionOf(call).length > 0) &&
      (!words || [call.from, call.to, call.agent_name, call.node_title, call.call_id].some((each) => each.toLowerCase().replaceAll(/[\s()-]/g, "").includes(words))),
  );
  return shown.sort(ORDERS[filters.sort]);
}

const begin = (call: LiveCall) => call.started_at ?? "";
// Not localeCompare: it takes a hundred times as long, and this is done anew for every change.
const byText = (one: string, other: string) => (one < other ? -1 : one > other ? 1 : 0);
const byAge = (one: LiveCall, other: LiveCall) => byText(begin(one), begin(other)) || byText(one.call_id, other.call_id);
const gravity = (call: LiveCall) => {
  const [first] = attentionOf(call);
  return first === undefined ? ATTENTION.length : ATTENTION.indexOf(first);
};

const ORDERS: Readonly<Record<Sort, (one: LiveCall, other: LiveCall) => number>> = {
  oldest: byAge,
  newest: (one, other) => byAge(other, one),
  attention: (one, other) => gravity(one) - gravity(other) || byAge(one, other),
  slowest: (one, other) => (other.response_ms ?? -1) - (one.response_ms ?? -1) || byAge(one, other),
};

export interface Counts {
  all: number;
  attention: number;
  operators: number;
  listeners: number;
}

export function countsOf(calls: readonly LiveCall[]): Counts {
  const counts = { all: calls.length, attention: 0, operators: 0, listeners: 0 };
  for (const call of calls) {
    if (attentionOf(call).length > 0) counts.attention += 1;
    if (call.operator_id) counts.operators += 1;
    counts.listeners += call.listeners;
  }
  return counts;
}
