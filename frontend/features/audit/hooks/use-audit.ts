import { useMemo } from "react";
import { usePagedRows } from "@/lib/pages";
import { useSearchState } from "@/lib/url-state";
import { type AuditFilters, listAuditEntries } from "../api/audit";

const NAMES = ["actor", "action", "object", "from", "to"] as const;

/** The filters in the address, and how to change them. */
export function useAuditFilters() {
  const [search, change] = useSearchState();
  const key = NAMES.map((name) => search.get(name) ?? "").join("\n");
  const filters = useMemo<AuditFilters>(() => {
    const [actor = "", action = "", object = "", from = "", to = ""] = key.split("\n");
    return { actor, action, object, from, to };
  }, [key]);
  return { filters, isFiltered: key.trim() !== "", change, clear: () => change(Object.fromEntries(NAMES.map((name) => [name, undefined]))) };
}

export function useAuditEntries(filters: AuditFilters) {
  return usePagedRows(["audit", filters], (pageToken, signal) => listAuditEntries(filters, pageToken, signal));
}
