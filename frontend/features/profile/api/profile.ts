import { answerOf, api } from "@/lib/api/client";
import type { Message } from "@/lib/api/types";
import type { Page } from "@/lib/pages";

export type SignedInSession = Message<"SignedInSession">;

export const updateProfile = (displayName: string) => answerOf(api.PATCH("/v1/me", { body: { display_name: displayName } }));

export const changePassword = (body: { current_password: string; new_password: string }) =>
  answerOf(api.POST("/v1/me:changePassword", { body }));

export async function listSessions(pageToken: string, signal: AbortSignal): Promise<Page<SignedInSession>> {
  const page = await answerOf(api.GET("/v1/me/sessions", { params: { query: { page_token: pageToken } }, signal }));
  return { rows: page.sessions, nextPageToken: page.next_page_token };
}

export const endSession = (id: string) => answerOf(api.DELETE("/v1/me/sessions/{id}", { params: { path: { id } } }));
export const signOutEverywhere = () => answerOf(api.POST("/v1/me:signOutEverywhere", { body: {} }));

export const startSecondFactor = (password: string) => answerOf(api.POST("/v1/me:startSecondFactor", { body: { password } }));
export const confirmSecondFactor = (code: string) => answerOf(api.POST("/v1/me:confirmSecondFactor", { body: { code } }));
export const stopSecondFactor = (password: string) => answerOf(api.POST("/v1/me:stopSecondFactor", { body: { password } }));
