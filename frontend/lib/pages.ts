import { type QueryKey, useInfiniteQuery } from "@tanstack/react-query";

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
  const query = useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam, signal }) => load(pageParam, signal),
    initialPageParam: "",
    getNextPageParam: (last: Page<Row>) => last.nextPageToken || undefined,
  });
  return {
    rows: query.data?.pages.flatMap((page) => page.rows) ?? [],
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
