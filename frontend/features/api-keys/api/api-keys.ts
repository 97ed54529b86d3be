import { answerOf, api } from "@/lib/api/client";
import type { Draft, Message } from "@/lib/api/types";
import type { Page } from "@/lib/pages";

export type ApiKey = Message<"ApiKey">;
export type NewApiKey = Message<"CreateApiKeyResponse">;

const PAGE_SIZE = 100;

export async function listApiKeys(pageToken: string, signal: AbortSignal): Promise<Page<ApiKey>> {
  const query = { page_size: PAGE_SIZE, page_token: pageToken };
  const page = await answerOf(api.GET("/v1/apiKeys", { params: { query }, signal }));
  return { rows: page.api_keys, nextPageToken: page.next_page_token };
}

export const createApiKey = (body: Draft<"CreateApiKeyRequest">) => answerOf(api.POST("/v1/apiKeys", { body }));

export const rotateApiKey = (id: string, overlapS: number) =>
  answerOf(api.POST("/v1/apiKeys/{id}:rotate", { params: { path: { id } }, body: { overlap_s: overlapS } }));

export const revokeApiKey = (id: string) =>
  answerOf(api.POST("/v1/apiKeys/{id}:revoke", { params: { path: { id } }, body: {} }));
