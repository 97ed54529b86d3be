import { answerOf, api } from "@/lib/api/client";
import type { Draft, Message } from "@/lib/api/types";
import type { Page } from "@/lib/pages";

export type PhoneLine = Message<"Number">;
export type PlacedCall = Message<"Call">;

const PAGE_SIZE = 100;

export async function listNumbers(agentId: string, pageToken: string, signal: AbortSignal): Promise<Page<PhoneLine>> {
  const query = { page_size: PAGE_SIZE, page_token: pageToken, agent_id: agentId || undefined };
  const page = await answerOf(api.GET("/v1/numbers", { params: { query }, signal }));
  return { rows: page.numbers, nextPageToken: page.next_page_token };
}

const at = (id: string) => ({ path: { number_id: id } });

export const getNumber = (id: string) => answerOf(api.GET("/v1/numbers/{number_id}", { params: at(id) }));

export const createNumber = (body: Draft<"Number">) => answerOf(api.POST("/v1/numbers", { body }));

/** Changes the fields given; `revision` is the one last read. */
export const updateNumber = ({ id, revision }: Pick<PhoneLine, "id" | "revision">, change: { agent_id?: string; display_name?: string }) =>
  answerOf(
    api.PATCH("/v1/numbers/{number_id}", {
      params: { ...at(id), query: { update_mask: Object.keys(change).join(",") } },
      body: { ...change, revision },
    }),
  );

export const deleteNumber = (id: string) => answerOf(api.DELETE("/v1/numbers/{number_id}", { params: at(id) }));

/** Up to the API's largest page of agents, to choose from. */
export const agentsToChoose = (signal: AbortSignal) =>
  answerOf(api.GET("/v1/agents", { params: { query: { page_size: 500 } }, signal }));

export const placeCall = (body: Draft<"PlaceCallRequest">) => answerOf(api.POST("/v1/calls", { body }));
export const getCall = (id: string, signal: AbortSignal) => answerOf(api.GET("/v1/calls/{call_id}", { params: { path: { call_id: id } }, signal }));
export const hangUpCall = (id: string) => answerOf(api.POST("/v1/calls/{call_id}:hangUp", { params: { path: { call_id: id } }, body: {} }));
