import { answerOf, api } from "@/lib/api/client";
import type { Message } from "@/lib/api/types";
import type { Page } from "@/lib/pages";

export type Member = Message<"Member">;
export type Invitation = Message<"Invitation">;
export type OneTimeLink = Message<"Link">;
export type Role = Member["role"];

const PAGE_SIZE = 100;

export async function listMembers(pageToken: string, signal: AbortSignal): Promise<Page<Member>> {
  const query = { page_size: PAGE_SIZE, page_token: pageToken };
  const page = await answerOf(api.GET("/v1/members", { params: { query }, signal }));
  return { rows: page.members, nextPageToken: page.next_page_token };
}

/** Up to the API's largest page, for names. */
export const membersToName = (signal: AbortSignal) =>
  answerOf(api.GET("/v1/members", { params: { query: { page_size: 500 } }, signal }));

export async function listInvitations(pageToken: string, signal: AbortSignal): Promise<Page<Invitation>> {
  const query = { page_size: PAGE_SIZE, page_token: pageToken };
  const page = await answerOf(api.GET("/v1/invitations", { params: { query }, signal }));
  return { rows: page.invitations, nextPageToken: page.next_page_token };
}

export const inviteMember = (body: { email: string; role: Role }) => answerOf(api.POST("/v1/invitations", { body }));
export const revokeInvitation = (id: string) => answerOf(api.DELETE("/v1/invitations/{id}", { params: { path: { id } } }));

const of = (userId: string) => ({ path: { user_id: userId } });

export const changeRole = (userId: string, role: Role) =>
  answerOf(api.POST("/v1/members/{user_id}:changeRole", { params: of(userId), body: { role } }));
export const removeMember = (userId: string) => answerOf(api.DELETE("/v1/members/{user_id}", { params: of(userId) }));
export const transferOwnership = (userId: string) =>
  answerOf(api.POST("/v1/members/{user_id}:transferOwnership", { params: of(userId), body: {} }));
export const createResetLink = (userId: string) =>
  answerOf(api.POST("/v1/members/{user_id}:createPasswordResetLink", { params: of(userId), body: {} }));
