import { type InfiniteData, useQuery, useQueryClient } from "@tanstack/react-query";
import { type Page, usePagedRows } from "@/lib/pages";
import { type Call, getCall, listCalls } from "../api/calls";
import { type CallFilters, queryOf } from "../filters";

export function useCalls(filters: CallFilters) {
  const query = queryOf(filters);
  return usePagedRows(["calls", "list", query], (pageToken, signal) => listCalls(query, pageToken, signal));
}

export function useCall(callId: string) {
  return useQuery({ queryKey: ["calls", callId], queryFn: ({ signal }) => getCall(callId, signal) });
}

/** Takes a deleted call out of everything that was read: long lists are not read again by themselves. */
export function useForgetCall() {
  const queries = useQueryClient();
  return (callId: string) => {
    queries.removeQueries({ queryKey: ["calls", callId] });
    queries.setQueriesData<InfiniteData<Page<Call>>>({ queryKey: ["calls", "list"] }, (list) => list && without(list, callId));
    void queries.invalidateQueries({ queryKey: ["calls", "list"], refetchType: "none" });
  };
}

function without(list: InfiniteData<Page<Call>>, callId: string): InfiniteData<Page<Call>> {
  return { ...list, pages: list.pages.map((page) => ({ ...page, rows: page.rows.filter((call) => call.id !== callId) })) };
}
