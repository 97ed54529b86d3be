import { type QueryKey, useInfiniteQuery } from "@tanstack/react-query";
import { useMemo } from "react";

/** Longer lists are not read again by themselves: every page of them would be. */
const REFRESHED_PAGES = 3;

export interface Page<Row> {
  rows: Row[];
  nextPageToken: string;
}

export interface PagedRows<Row> {
  rows: Row[];
  isLoading: boolean;
  error: Error | null;
  retry: () => void;
  hasMore: boolean;
  isLoadingMore: boolean;
  loadMore: () => void;
}

/** A list of the API, page by page: what `ui/data-table` shows. */
export function usePagedRows<Row>(
  queryKey: QueryKey,
  load: (pageToken: string, signal: AbortSignal) => Promise<Page<Row>>,
): PagedRows<Row> {
  const isShort = (found: { state: { data?: { pages: readonly unknown[] } } }) => (found.state.data?.pages.length ?? 0) <= REFRESHED_PAGES;
  const query = useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam, signal }) => load(pageParam, signal),
    initialPageParam: "",
    getNextPageParam: (last: Page<Row>) => last.nextPageToken || undefined,
    refetchOnMount: isShort,
    refetchOnWindowFocus: isShort,
    refetchOnReconnect: isShort,
  });
  const pages = query.data?.pages;
  const rows = useMemo(() => pages?.flatMap((page) => page.rows) ?? [], [pages]);
  return {
    rows,
    isLoading: query.isPending,
    error: query.isError ? query.error : null,
    retry: () => void query.refetch(),
    hasMore: query.hasNextPage,
    isLoadingMore: query.isFetchingNextPage,
    loadMore: () => {
      if (query.hasNextPage && !query.isFetchingNextPage) void query.fetchNextPage();
    },
  };
}
