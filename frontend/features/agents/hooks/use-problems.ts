import { useQuery } from "@tanstack/react-query";
import { useMemo, useSyncExternalStore } from "react";
import { validateAgent } from "../api/agents";
import type { DraftStore } from "../model/draft-store";
import { placed } from "../model/problems";

/** What the service finds wrong with the draft as it was saved last. */
export function useProblems(store: DraftStore) {
  const { agent, history, save } = useSyncExternalStore(store.subscribe, store.read, store.read);
  const query = useQuery({
    queryKey: ["agents", "problems", agent.id, agent.revision],
    queryFn: ({ signal }) => validateAgent(agent.id, signal),
    staleTime: 30_000,
    placeholderData: (before) => before,
  });
  const spec = history.present;
  const problems = useMemo(() => placed(spec, query.data?.problems ?? []), [spec, query.data]);
  return { problems, isChecking: query.isFetching || save !== "saved" };
}
