import { useCallback, useMemo } from "react";
import { useSearchState } from "@/lib/url-state";
import { type CallFilters, NO_FILTERS, readFilters, writeFilters } from "../filters";

/** The filters in the address, and how to change some of them. */
export function useFilters() {
  const [search, change] = useSearchState();
  const text = search.toString();
  const filters = useMemo(() => readFilters(new URLSearchParams(text)), [text]);
  const set = useCallback((patch: Partial<CallFilters>) => change(writeFilters(patch)), [change]);
  const clear = useCallback(() => change(writeFilters(NO_FILTERS)), [change]);
  return { filters, set, clear, text };
}
