import { useQuery } from "@tanstack/react-query";
import { useMay } from "@/features/session/hooks/use-me";
import { listMembers } from "../api/members";

/** The name of a member, where the viewer may know it. */
export function usePersonName(userId: string): string | undefined {
  const mayRead = useMay("members.read");
  const { data } = useQuery({ queryKey: ["members", "names"], queryFn: ({ signal }) => listMembers(signal), enabled: mayRead, staleTime: 5 * 60_000, retry: false });
  return data?.get(userId);
}
