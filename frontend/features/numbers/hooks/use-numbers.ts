import { useQuery } from "@tanstack/react-query";
import { usePagedRows } from "@/lib/pages";
import { agentsToChoose, listNumbers } from "../api/numbers";

export const NUMBERS_KEY = ["numbers", "list"] as const;

/** All numbers, or those that lead to one agent. */
export function useNumbers(agentId = "") {
  return usePagedRows([...NUMBERS_KEY, agentId], (pageToken, signal) => listNumbers(agentId, pageToken, signal));
}

/** Agents by id, for names. */
export function useAgents() {
  return useQuery({
    queryKey: ["agents", "to-choose"],
    queryFn: ({ signal }) => agentsToChoose(signal),
    select: ({ agents }) => agents,
  });
}
