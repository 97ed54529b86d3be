import { useQuery } from "@tanstack/react-query";
import { useCallback, useMemo } from "react";
import { useMe, useMay } from "@/features/session/hooks/use-me";
import { membersToName } from "../api/members";

/** Names a user by id; who may not see the members sees the id, and themselves. */
export function useMemberName(): (userId: string) => string {
  const me = useMe();
  const mayRead = useMay("members.read");
  const { data } = useQuery({ queryKey: ["members", "to-name"], queryFn: ({ signal }) => membersToName(signal), enabled: mayRead, staleTime: 5 * 60_000 });
  const names = useMemo(() => new Map(data?.members.map((member) => [member.user_id, member.display_name || member.email])), [data]);
  return useCallback((userId) => names.get(userId) ?? (userId === me.user_id ? me.display_name || me.email : userId), [names, me]);
}
