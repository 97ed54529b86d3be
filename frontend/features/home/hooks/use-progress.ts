import { useQuery } from "@tanstack/react-query";
import { useMay } from "@/features/session/hooks/use-me";
import { answerOf, api } from "@/lib/api/client";

const RECENT_CALLS = 8;
const AGENTS = 100;

/** How far the organization has come, read from what there is of it. */
export function useProgress() {
  const agents = useQuery({
    queryKey: ["agents", "first"],
    queryFn: ({ signal }) => answerOf(api.GET("/v1/agents", { params: { query: { page_size: AGENTS } }, signal })),
    select: (page) => ({ first: page.agents[0], live: page.agents.find((agent) => agent.live_revision > 0) }),
    enabled: useMay("agents.read"),
  });
  const calls = useQuery({
    queryKey: ["calls", "recent"],
    queryFn: ({ signal }) => answerOf(api.GET("/v1/calls", { params: { query: { page_size: RECENT_CALLS } }, signal })),
    select: (page) => page.calls,
    refetchInterval: 30_000,
    enabled: useMay("calls.read"),
  });
  const numbers = useQuery({
    queryKey: ["numbers", "first"],
    queryFn: ({ signal }) => answerOf(api.GET("/v1/numbers", { params: { query: { page_size: AGENTS } }, signal })),
    select: (page) => page.numbers.find((number) => number.agent_id !== ""),
    enabled: useMay("numbers.read"),
  });
  const members = useQuery({
    queryKey: ["members", "first"],
    queryFn: ({ signal }) => answerOf(api.GET("/v1/members", { params: { query: { page_size: 2 } }, signal })),
    select: (page) => page.members.length,
    enabled: useMay("members.read"),
  });
  const vendors = useQuery({
    queryKey: ["credentials", "first"],
    queryFn: ({ signal }) => answerOf(api.GET("/v1/credentials", { params: { query: { page_size: AGENTS } }, signal })),
    select: (page) => [...new Set(page.credentials.map((credential) => credential.vendor))],
    enabled: useMay("integrations.read"),
  });
  return { agents, calls, numbers, members, vendors };
}

export type Progress = ReturnType<typeof useProgress>;
