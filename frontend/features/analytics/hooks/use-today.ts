import { readChoice, queryOf, spanBefore, spanOf } from "@/features/analytics/model/choice";
import { figuresOf } from "@/features/analytics/model/figures";
import { useMinute } from "./use-choice";
import { useSummary, viewersZone } from "./use-summaries";

const TODAY = readChoice(new URLSearchParams("range=today"));

/** The figures of today so far, and of yesterday up to the same time; absent while they are loading. */
export function useToday(isEnabled: boolean) {
  const span = spanOf(TODAY, useMinute());
  const zone = viewersZone();
  const today = useSummary(queryOf(TODAY, span, zone), isEnabled);
  const yesterday = useSummary(queryOf(TODAY, spanBefore(span), zone), isEnabled);
  return {
    since: span.after.toISOString(),
    today: today.data && figuresOf(today.data.total),
    yesterday: yesterday.data && figuresOf(yesterday.data.total),
    failingProviders: (today.data?.providers ?? []).filter((each) => Number(each.failures) > 0),
    error: today.error,
    retry: () => void today.refetch(),
  };
}
