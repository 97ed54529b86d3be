import type { SummaryQuery } from "@/features/analytics/api/summary";

/** Which calls the figures are of, as the address has it; the list of calls reads the same parameters. */

export const RANGES = ["today", "7d", "30d", "90d", "dates"] as const;
export type Range = (typeof RANGES)[number];
export const DIRECTIONS = ["inbound", "outbound", "browser"] as const;
export type Direction = (typeof DIRECTIONS)[number];
export const BREAKDOWNS = ["agent", "number", "outcome", "direction", "day"] as const;
export type Breakdown = (typeof BREAKDOWNS)[number];

/** In the list of calls "without" says the same of all that this page counts by itself. */
export const TESTS = "tests";
export const WITH = "with";

const DAYS: Readonly<Record<Exclude<Range, "dates">, number>> = { today: 1, "7d": 7, "30d": 30, "90d": 90 };
export const MAX_DAYS = 365;
const HOURLY_UP_TO_DAYS = 2;
const DAY_MS = 86_400_000;

export interface Choice {
  range: Range;
  /** Days of the viewer's calendar, 2026-03-01; `to` is included. */
  from: string;
  to: string;
  agent: string;
  direction: Direction | "";
  /** Calls in which a draft was tried count, too. */
  withTests: boolean;
  breakdown: Breakdown;
}

/** Reads an address; what it does not know it leaves out. */
export function readChoice(search: URLSearchParams): Choice {
  const text = (name: string) => search.get(name) ?? "";
  return {
    range: RANGES.find((each) => each === text("range")) ?? "7d",
    from: day(text("from")),
    to: day(text("to")),
    agent: text("agent"),
    direction: DIRECTIONS.find((each) => each === text("direction")) ?? "",
    withTests: text(TESTS) === WITH,
    breakdown: BREAKDOWNS.find((each) => each === text("by")) ?? "agent",
  };
}

/** From `after` up to `before`, and the days of the calendar that lie in it. */
export interface Span {
  after: Date;
  before: Date;
  days: number;
  isHourly: boolean;
}

/** Days begin at the viewer's midnight; nothing after `now` is asked for, so that today is compared with as much of another day. */
export function spanOf({ range, from, to }: Choice, now: Date): Span {
  if (range !== "dates") return span(midnight(now, 1 - DAYS[range]), now);
  const last = to ? parsed(to) : now;
  const end = new Date(Math.min(midnight(last, 1).getTime(), now.getTime()));
  const start = from ? parsed(from) : midnight(last, -6);
  const earliest = midnight(end, 1 - MAX_DAYS);
  return start < end ? span(start < earliest ? earliest : start, end) : span(midnight(end, 0), end);
}

/** The same days before, as far as those have gone. */
export function spanBefore({ after, before, days, isHourly }: Span): Span {
  return { after: shifted(after, -days), before: shifted(before, -days), days, isHourly };
}

export function queryOf({ agent, direction, withTests }: Choice, { after, before }: Span, zone: string): SummaryQuery {
  return {
    created_after: after.toISOString(),
    created_before: before.toISOString(),
    time_zone: zone,
    ...(agent && { agent_id: agent }),
    ...(direction && { direction: `DIRECTION_${direction.toUpperCase()}` as SummaryQuery["direction"] }),
    ...(withTests && { include_tests: true }),
  };
}

/** Where the list shows the calls behind a figure. */
export function callsHref({ range, from, to, agent, direction, withTests }: Choice, further: Record<string, string> = {}): string {
  const dates: Record<string, string> = range === "dates" ? { from, to } : {};
  const pairs = Object.entries({ range, ...dates, agent, direction, ...further, [TESTS]: withTests ? "" : "without" }).filter(([, value]) => value);
  return `/calls?${new URLSearchParams(pairs).toString()}`;
}

export function dayOf(date: Date): string {
  const [month, of] = [date.getMonth() + 1, date.getDate()].map((part) => String(part).padStart(2, "0"));
  return `${String(date.getFullYear())}-${month ?? ""}-${of ?? ""}`;
}

function span(after: Date, before: Date): Span {
  const days = Math.max(1, Math.ceil((before.getTime() - after.getTime()) / DAY_MS - 0.05)); // days with a changed clock are days
  return { after, before, days, isHourly: days <= HOURLY_UP_TO_DAYS };
}

function midnight(date: Date, days: number): Date {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate() + days);
}

function shifted(date: Date, days: number): Date {
  const moved = new Date(date);
  moved.setDate(moved.getDate() + days);
  return moved;
}

function parsed(text: string): Date {
  return new Date(`${text}T00:00`);
}

function day(value: string): string {
  return /^\d{4}-\d{2}-\d{2}$/.test(value) && !Number.isNaN(Date.parse(value)) ? value : "";
}
