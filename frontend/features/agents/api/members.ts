import { answerOf, api } from "@/lib/api/client";

/** Names of the organization's members, by user. */
export async function listMembers(signal: AbortSignal): Promise<Map<string, string>> {
  const { members } = await answerOf(api.GET("/v1/members", { params: { query: { page_size: 500 } }, signal }));
  return new Map(members.map((member) => [member.user_id, member.display_name || member.email]));
}
