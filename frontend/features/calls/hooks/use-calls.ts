import { useQuery } from "@tanstack/react-query";
import { usePagedRows } from "@/lib/pages";
import { getCall, listCalls } from "../api/calls";
import { type CallFilters, queryOf } from "../filters";

export function useCalls(filters: CallFilters) {
  const query = queryOf(filters);
  return usePagedRows(["calls", "list", query], (pageToken, signal) => listCalls(query, pageToken, signal));
}

export function useCall(callId: string) {
  return useQuery({ queryKey: ["calls", callId], queryFn: ({ signal }) => getCall(callId, signal) });
}
