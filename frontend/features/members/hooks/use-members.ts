import { useQuery } from "@tanstack/react-query";
import { useMay } from "@/features/session/hooks/use-me";
import { usePagedRows } from "@/lib/pages";
import { type Member, listInvitations, listMembers, membersToName } from "../api/members";

export const MEMBERS_KEY = ["members"] as const;
export const INVITATIONS_KEY = ["invitations"] as const;

export function useMembers() {
  return usePagedRows([...MEMBERS_KEY, "list"], listMembers);
}

export function useInvitations() {
  return usePagedRows(INVITATIONS_KEY, listInvitations);
}

/** Names of members by their user ids; who is not among them has left. */
export function useMemberNames(): ReadonlyMap<string, string> | undefined {
  const mayAsk = useMay("members.read");
  const members = useQuery({
    queryKey: [...MEMBERS_KEY, "to-name"],
    queryFn: ({ signal }) => membersToName(signal),
    enabled: mayAsk,
    select: namesOf,
  });
  return members.data;
}

function namesOf({ members }: { members: Member[] }): ReadonlyMap<string, string> {
  return new Map(members.map((member) => [member.user_id, member.display_name || member.email]));
}
