import type { CallFigures } from "@/features/analytics/api/summary";
import type { Message } from "@/lib/api/types";

const NANOS = 1_000_000_000;
const MINUTE_MS = 60_000;

/** What is shown of some calls; null is what nobody can know of them, such as the answer rate of no call. */
export interface Figures {
  calls: number;
  answered: number;
  unanswered: number;
  failed: number;
  minutes: number;
  answerRate: number | null;
  containment: number | null;
  p50: number | null;
  p95: number | null;
  /** By currency. */
  cost: Readonly<Record<string, number>>;
}

export function figuresOf(of: CallFigures | undefined): Figures {
  const [calls, answered] = [Number(of?.calls ?? 0), Number(of?.answered ?? 0)];
  return {
    calls,
    answered,
    unanswered: calls - answered,
    failed: Number(of?.failed ?? 0),
    minutes: Number(of?.duration_ms ?? 0) / MINUTE_MS,
    answerRate: share(answered, calls),
    containment: share(Number(of?.contained ?? 0), answered),
    p50: of?.response_p50_ms || null,
    p95: of?.response_p95_ms || null,
    cost: Object.fromEntries((of?.cost ?? []).map((each) => [each.currency_code, amountOf(each)])),
  };
}

export function amountOf(money: Pick<Message<"Money">, "units" | "nanos">): number {
  return Number(money.units) + money.nanos / NANOS;
}

/** In percent. */
function share(part: number, whole: number): number | null {
  return whole > 0 ? (part / whole) * 100 : null;
}

export interface Change {
  by: number;
  unit: "percent" | "points" | "milliseconds";
  /** Whether it is for the better; absent where neither is. */
  isBetter?: boolean;
}

type Wanted = "more" | "less" | "neither";

/** How a number has changed; absent where one of the two is unknown or there was nothing to grow from. */
export function changeOf(now: number | null, before: number | null, unit: Change["unit"], wanted: Wanted): Change | undefined {
  if (now === null || before === null || (unit === "percent" && before === 0)) return undefined;
  const by = unit === "percent" ? ((now - before) / before) * 100 : now - before;
  return { by, unit, ...(wanted !== "neither" && by !== 0 && { isBetter: by > 0 === (wanted === "more") }) };
}
