import { useQuery } from "@tanstack/react-query";
import { answerOf, api } from "@/lib/api/client";

const SHOWN = 5;
const LIVE_PAGE = 500;
const LIVE_MS = 10_000;
const FAILED = ["END_REASON_CARRIER_ERROR", "END_REASON_MEDIA_LOST", "END_REASON_VOICE_NODE_LOST", "END_REASON_PROVIDER_FAILED", "END_REASON_PLATFORM_ERROR"] as const;

export const FAILED_CALLS_HREF = `/calls?${new URLSearchParams([["range", "today"], ["tests", "without"], ...FAILED.map((reason) => ["reason", reason.replace("END_REASON_", "").toLowerCase()])]).toString()}`;

/** The last of today's calls that something of ours or the carrier's ended. */
export function useFailedCalls(since: string, isEnabled: boolean) {
  return useQuery({
    queryKey: ["calls", "failed", since],
    queryFn: ({ signal }) =>
      answerOf(api.GET("/v1/calls", { params: { query: { page_size: SHOWN, created_after: since, end_reasons: [...FAILED], test_calls: "TEST_CALLS_EXCLUDED" } }, signal })),
    select: (page) => page.calls,
    refetchInterval: 60_000,
    enabled: isEnabled,
  });
}

/** How many calls are going on; `isMore` if there are more than were counted. */
export function useLiveCount(isEnabled: boolean) {
  return useQuery({
    queryKey: ["live-calls", "count"],
    queryFn: ({ signal }) => answerOf(api.GET("/v1/liveCalls", { params: { query: { page_size: LIVE_PAGE } }, signal })),
    select: (page) => ({ count: page.calls.length, isMore: page.next_page_token !== "" }),
    refetchInterval: LIVE_MS,
    enabled: isEnabled,
  });
}
