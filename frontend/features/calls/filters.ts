import type { Draft } from "@/lib/api/types";
import type { operations } from "@/lib/api/schema";

/** What the list of calls can be narrowed to, as the address has it. */

export type CallState = NonNullable<Draft<"Call">["state"]>;
export type Direction = NonNullable<Draft<"Call">["direction"]>;
export type EndReason = NonNullable<Draft<"Call">["end_reason"]>;
export type CallQuery = NonNullable<operations["CallService_ListCalls"]["parameters"]["query"]>;

export const STATES: readonly CallState[] = [
  "CALL_STATE_QUEUED", "CALL_STATE_RINGING", "CALL_STATE_IN_PROGRESS", "CALL_STATE_COMPLETED",
  "CALL_STATE_BUSY", "CALL_STATE_NO_ANSWER", "CALL_STATE_CANCELED", "CALL_STATE_FAILED",
];
export const DIRECTIONS: readonly Direction[] = ["DIRECTION_INBOUND", "DIRECTION_OUTBOUND", "DIRECTION_BROWSER"];
export const END_REASONS: readonly EndReason[] = [
  "END_REASON_CALLER_HUNG_UP", "END_REASON_AGENT_HUNG_UP", "END_REASON_OPERATOR_HUNG_UP", "END_REASON_TRANSFERRED", "END_REASON_TRANSFER_IN_BROWSER",
  "END_REASON_CALLER_SILENT", "END_REASON_MAX_DURATION", "END_REASON_MACHINE_DETECTED",
  "END_REASON_BUSY", "END_REASON_NO_ANSWER", "END_REASON_REJECTED", "END_REASON_INVALID_DESTINATION",
  "END_REASON_CARRIER_ERROR", "END_REASON_MEDIA_LOST", "END_REASON_VOICE_NODE_LOST", "END_REASON_PROVIDER_FAILED",
  "END_REASON_REFUSED", "END_REASON_PLATFORM_ERROR",
];
export const RANGES = ["today", "7d", "30d", "90d", "dates"] as const;
export type Range = (typeof RANGES)[number];
/** Newest first unless the address says otherwise. */
export const ORDERS = ["oldest"] as const;
export type Order = (typeof ORDERS)[number];
/** Whether trials of drafts are in the list: all calls are without either. */
export const TESTS = ["without", "only"] as const;
export type Tests = (typeof TESTS)[number];
const TEST_CALLS = { without: "TEST_CALLS_EXCLUDED", only: "TEST_CALLS_ONLY" } as const satisfies Record<Tests, CallQuery["test_calls"]>;
const DAYS: Readonly<Record<Exclude<Range, "dates">, number>> = { today: 1, "7d": 7, "30d": 30, "90d": 90 };

export interface CallFilters {
  agent: string;
  state: CallState | "";
  direction: Direction | "";
  range: Range | "";
  /** Days of the viewer's calendar, 2026-03-01; `to` is included. */
  from: string;
  to: string;
  reasons: readonly EndReason[];
  disposition: string;
  number: string;
  minSeconds: string;
  maxSeconds: string;
  withFailures: boolean;
  order: Order | "";
  tests: Tests | "";
}

/** The parameter of each filter; links are kept by people, so these stay. */
export const PARAMETERS = {
  agent: "agent", state: "state", direction: "direction", range: "range", from: "from", to: "to",
  reasons: "reason", disposition: "outcome", number: "number", minSeconds: "min", maxSeconds: "max", withFailures: "failures", order: "order", tests: "tests",
} as const satisfies Record<keyof CallFilters, string>;

/** Reads an address; what it does not know it leaves out. */
export function readFilters(search: URLSearchParams): CallFilters {
  const text = (name: keyof CallFilters) => search.get(PARAMETERS[name]) ?? "";
  return {
    agent: text("agent"),
    state: known(STATES, `CALL_STATE_${text("state").toUpperCase()}`),
    direction: known(DIRECTIONS, `DIRECTION_${text("direction").toUpperCase()}`),
    range: known(RANGES, text("range")),
    from: day(text("from")),
    to: day(text("to")),
    reasons: search.getAll(PARAMETERS.reasons).map((each) => known(END_REASONS, `END_REASON_${each.toUpperCase()}`)).filter((each) => each !== ""),
    disposition: text("disposition"),
    number: text("number"),
    minSeconds: seconds(text("minSeconds")),
    maxSeconds: seconds(text("maxSeconds")),
    withFailures: text("withFailures") === "1",
    order: known(ORDERS, text("order")),
    tests: known(TESTS, text("tests")),
  };
}

/** The same as a change of the address. */
export function writeFilters(filters: Partial<CallFilters>): Record<string, string | readonly string[]> {
  const written: Record<string, string | readonly string[]> = {};
  for (const [name, value] of Object.entries(filters) as [keyof CallFilters, CallFilters[keyof CallFilters]][]) {
    written[PARAMETERS[name]] = typeof value === "boolean" ? (value ? "1" : "") : typeof value === "string" ? short(name, value) : value.map((each) => short(name, each));
  }
  return written;
}

export const NO_FILTERS: CallFilters = readFilters(new URLSearchParams());

/** How many of them narrow the list: a range and its days are one, the order is none. */
export function countFilters(filters: CallFilters): number {
  const { from, to, range, ...others } = { ...filters, order: "" };
  const values = [...Object.values(others), range === "dates" ? from || to : range];
  return values.filter((value) => (Array.isArray(value) ? value.length > 0 : Boolean(value))).length;
}

/** What the API is asked; the viewer's days begin at their midnight. */
export function queryOf(filters: CallFilters, now: Date = new Date()): CallQuery {
  const [after, before] = span(filters, now);
  return {
    ...(filters.agent && { agent_id: filters.agent }),
    ...(filters.state && { state: filters.state }),
    ...(filters.direction && { direction: filters.direction }),
    ...(after && { created_after: after.toISOString() }),
    ...(before && { created_before: before.toISOString() }),
    ...(filters.reasons.length > 0 && { end_reasons: [...filters.reasons] }),
    ...(filters.disposition && { disposition: filters.disposition }),
    ...(filters.number && { number: filters.number.replaceAll(/[\s()-]/g, "") }),
    ...(filters.minSeconds && { min_duration_ms: String(Number(filters.minSeconds) * 1000) }),
    ...(filters.maxSeconds && { max_duration_ms: String(Number(filters.maxSeconds) * 1000) }),
    ...(filters.withFailures && { with_provider_failures: true }),
    ...(filters.order === "oldest" && { oldest_first: true }),
    ...(filters.tests && { test_calls: TEST_CALLS[filters.tests] }),
  };
}

function span({ range, from, to }: CallFilters, now: Date): [Date?, Date?] {
  if (range === "") return [];
  if (range !== "dates") return [midnight(now, 1 - DAYS[range])];
  return [from ? midnight(new Date(`${from}T00:00`), 0) : undefined, to ? midnight(new Date(`${to}T00:00`), 1) : undefined];
}

/** By the calendar, so that days with a change of the clock stay whole. */
function midnight(date: Date, days: number): Date {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate() + days);
}

function short(name: keyof CallFilters, value: string): string {
  const prefix = { state: "CALL_STATE_", direction: "DIRECTION_", reasons: "END_REASON_" }[name as string];
  return prefix ? value.replace(prefix, "").toLowerCase() : value;
}

function known<Value extends string>(all: readonly Value[], value: string): Value | "" {
  return all.find((each) => each === value) ?? "";
}

function day(value: string): string {
  return /^\d{4}-\d{2}-\d{2}$/.test(value) && !Number.isNaN(Date.parse(value)) ? value : "";
}

function seconds(value: string): string {
  return /^\d{1,6}$/.test(value) ? value : "";
}
