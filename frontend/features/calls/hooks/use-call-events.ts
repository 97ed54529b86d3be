import { useInfiniteQuery } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";
import type { Page } from "@/lib/pages";
import { type CallEvent, type TranscriptLine, listEvents, listLines } from "../api/calls";
import { entriesOf } from "../conversation";

export interface Everything<Row> {
  rows: readonly Row[];
  /** The first page has not come yet. */
  isLoading: boolean;
  isComplete: boolean;
  error: Error | null;
  retry: () => void;
}

/** All pages of a list that belongs together, one after the other. */
function useEverything<Row>(queryKey: readonly string[], isWanted: boolean, load: (pageToken: string, signal: AbortSignal) => Promise<Page<Row>>): Everything<Row> {
  const query = useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam, signal }) => load(pageParam, signal),
    initialPageParam: "",
    getNextPageParam: (last: Page<Row>) => last.nextPageToken || undefined,
    enabled: isWanted,
    refetchOnWindowFocus: false,
  });
  const { hasNextPage, isFetchingNextPage, isError, fetchNextPage } = query;
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && !isError) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, isError, fetchNextPage]);
  const rows = useMemo(() => query.data?.pages.flatMap((page) => page.rows) ?? [], [query.data]);
  return {
    rows,
    isLoading: query.isPending,
    isComplete: query.isSuccess && !hasNextPage,
    error: isError ? query.error : null,
    retry: () => void (query.data ? fetchNextPage() : query.refetch()),
  };
}

export function useCallEvents(callId: string): Everything<CallEvent> {
  return useEverything(["calls", callId, "events"], true, (token, signal) => listEvents(callId, token, signal));
}

export function useTranscript(callId: string) {
  const found = useEverything<TranscriptLine>(["calls", callId, "transcript"], true, (token, signal) => listLines(callId, token, signal));
  const entries = useMemo(() => entriesOf(found.rows), [found.rows]);
  return { ...found, rows: entries };
}
