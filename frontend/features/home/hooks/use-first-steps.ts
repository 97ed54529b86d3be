import { useQuery } from "@tanstack/react-query";
import { answerOf, api } from "@/lib/api/client";
import { useMay } from "@/features/session/hooks/use-me";

const RECENT_CALLS = 6;

/** What there is already, which tells how far the organization has come. */
export function useFirstSteps() {
  const agents = useQuery({
    queryKey: ["agents", "first"],
    queryFn: ({ signal }) => answerOf(api.GET("/v1/agents", { params: { query: { page_size: 20 } }, signal })),
    select: (page) => page.agents.find((agent) => agent.live_revision > 0),
    enabled: useMay("agents.read"),
  });
  const calls = useQuery({
    queryKey: ["calls", "recent"],
    queryFn: ({ signal }) => answerOf(api.GET("/v1/calls", { params: { query: { page_size: RECENT_CALLS } }, signal })),
    select: (page) => page.calls,
    enabled: useMay("calls.read"),
  });
  const numbers = useQuery({
    queryKey: ["numbers", "first"],
    queryFn: ({ signal }) => answerOf(api.GET("/v1/numbers", { params: { query: { page_size: 20 } }, signal })),
    select: (page) => page.numbers.filter((number) => number.agent_id !== ""),
    enabled: useMay("numbers.read"),
  });
  const members = useQuery({
    queryKey: ["members", "first"],
    queryFn: ({ signal }) => answerOf(api.GET("/v1/members", { params: { query: { page_size: 2 } }, signal })),
    select: (page) => page.members.length,
    enabled: useMay("members.read"),
  });
  return { agents, calls, numbers, members };
}
