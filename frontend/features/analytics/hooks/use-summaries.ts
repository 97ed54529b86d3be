import { useQuery } from "@tanstack/react-query";
import { type GroupBy, summarizeCalls, type SummaryQuery } from "@/features/analytics/api/summary";
import { type Breakdown, type Choice, queryOf, spanBefore, spanOf } from "@/features/analytics/model/choice";

const BY: Readonly<Record<Breakdown, GroupBy>> = {
  agent: "GROUP_BY_AGENT",
  number: "GROUP_BY_NUMBER",
  outcome: "GROUP_BY_DISPOSITION",
  direction: "GROUP_BY_DIRECTION",
  day: "GROUP_BY_DAY",
};

export function viewersZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** Everything the page shows of what is chosen, and the sums of as many days before. */
export function useSummaries(choice: Choice, now: Date) {
  const zone = viewersZone();
  const span = spanOf(choice, now);
  const query = queryOf(choice, span, zone);
  return {
    span,
    zone,
    overTime: useSummary({ ...query, group_by: span.isHourly ? "GROUP_BY_HOUR" : "GROUP_BY_DAY" }),
    before: useSummary(queryOf(choice, spanBefore(span), zone)),
    reasons: useSummary({ ...query, group_by: "GROUP_BY_END_REASON" }),
    breakdown: useSummary({ ...query, group_by: BY[choice.breakdown] }),
  };
}

/** Figures of the calls a query names; while other ones are asked for, those before stay if they are of the same groups. */
export function useSummary(query: SummaryQuery, isEnabled = true) {
  return useQuery({
    queryKey: ["calls", "figures", query],
    queryFn: ({ signal }) => summarizeCalls(query, signal),
    placeholderData: (shown, asked) => (isOfGroup(asked?.queryKey[2], query.group_by) ? shown : undefined),
    enabled: isEnabled,
  });
}

function isOfGroup(query: unknown, groupBy: GroupBy | undefined): boolean {
  return (query as SummaryQuery | undefined)?.group_by === groupBy;
}
