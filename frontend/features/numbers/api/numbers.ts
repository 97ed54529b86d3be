import { answerOf, api } from "@/lib/api/client";
import type { Draft, Message } from "@/lib/api/types";
import type { Page } from "@/lib/pages";

export type PhoneLine = Message<"Number">;

const PAGE_SIZE = 100;

export async function listNumbers(pageToken: string, signal: AbortSignal): Promise<Page<PhoneLine>> {
  const query = { page_size: PAGE_SIZE, page_token: pageToken };
  const page = await answerOf(api.GET("/v1/numbers", { params: { query }, signal }));
  return { rows: page.numbers, nextPageToken: page.next_page_token };
}

export const createNumber = (body: Draft<"Number">) => answerOf(api.POST("/v1/numbers", { body }));

/** Up to the API's largest page of agents, to choose from. */
export const agentsToChoose = (signal: AbortSignal) =>
  answerOf(api.GET("/v1/agents", { params: { query: { page_size: 500 } }, signal }));
