import { useQuery } from "@tanstack/react-query";
import { usePagedRows } from "@/lib/pages";
import { agentsToChoose, listNumbers } from "../api/numbers";

export const NUMBERS_KEY = ["numbers", "list"] as const;

export function useNumbers() {
  return usePagedRows(NUMBERS_KEY, listNumbers);
}

/** Agents by id, for names. */
export function useAgents() {
  return useQuery({
    queryKey: ["agents", "to-choose"],
    queryFn: ({ signal }) => agentsToChoose(signal),
    select: ({ agents }) => agents,
  });
}
