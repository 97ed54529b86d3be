import { useQuery } from "@tanstack/react-query";
import { usePagedRows } from "@/lib/pages";
import type { Adapter } from "../api/integrations";
import { listAgents, listAttachedNumbers, listLiveCalls } from "../api/agents";
import { listAdapters, listHeldVendors, listVoices } from "../api/integrations";

export const AGENTS_KEY = ["agents", "list"] as const;

const LIVE_EVERY_MS = 10_000;

export function useAgentList() {
  return usePagedRows(AGENTS_KEY, listAgents);
}

/** Which numbers lead to an agent, by the agent's id. */
export function useAttachedNumbers() {
  return useQuery({
    queryKey: ["numbers", "attached"],
    queryFn: ({ signal }) => listAttachedNumbers(signal),
    select: ({ numbers }) => {
      const found = new Map<string, typeof numbers>();
      for (const number of numbers) found.set(number.agent_id, [...(found.get(number.agent_id) ?? []), number]);
      return found;
    },
  });
}

/** How many calls each agent has now; undefined while nobody can tell. */
export function useLiveCounts() {
  return useQuery({
    queryKey: ["live-calls", "counts"],
    queryFn: ({ signal }) => listLiveCalls(signal),
    refetchInterval: LIVE_EVERY_MS,
    retry: false,
    select: ({ calls }) => {
      const counts = new Map<string, number>();
      for (const call of calls) counts.set(call.agent_id, (counts.get(call.agent_id) ?? 0) + 1);
      return counts;
    },
  });
}

/** What agents can be built from. */
export function useAdapters() {
  return useQuery({ queryKey: ["integrations", "adapters"], queryFn: ({ signal }) => listAdapters(signal), staleTime: 60_000 });
}

/** Adapters that a new agent can use at once: those whose key we have, and those without one that answer here. */
export function useReadyAdapters() {
  const adapters = useAdapters();
  const held = useQuery({ queryKey: ["credentials", "held"], queryFn: ({ signal }) => listHeldVendors(signal), staleTime: 60_000, retry: false });
  return {
    adapters: adapters.data?.adapters ?? [],
    isReady: (adapter: Adapter) => !adapter.unavailable_reason && (adapter.credential_needed ? held.data?.has(adapter.id) === true : answersHere(adapter)),
    isPending: adapters.isPending || held.isPending,
  };
}

/** A server of one's own may not be there: it counts if it answered when it was looked for. */
export function answersHere({ server }: Pick<Adapter, "server">): boolean {
  return server === undefined || server.standing === "SERVER_STANDING_REACHABLE";
}

export function useVoices(adapter: string, language: string) {
  return useQuery({
    queryKey: ["integrations", "voices", adapter, language],
    queryFn: ({ signal }) => listVoices(adapter, language, signal),
    enabled: adapter !== "",
    staleTime: 5 * 60_000,
  });
}
