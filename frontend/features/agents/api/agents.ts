import { answerOf, api } from "@/lib/api/client";
import type { Draft, Message } from "@/lib/api/types";
import type { Page } from "@/lib/pages";

export type Agent = Message<"Agent">;
export type Revision = Message<"AgentRevision">;
export type Problem = Message<"Problem">;

const PAGE_SIZE = 100;
/** The longest description that the service takes. */
export const MAX_DESCRIPTION = 2_000;

const agentPath = (agent_id: string) => ({ path: { agent_id } });

export async function listAgents(pageToken: string, signal: AbortSignal): Promise<Page<Agent>> {
  const query = { page_size: PAGE_SIZE, page_token: pageToken };
  const page = await answerOf(api.GET("/v1/agents", { params: { query }, signal }));
  return { rows: page.agents, nextPageToken: page.next_page_token };
}

export const getAgent = (id: string, signal?: AbortSignal) =>
  answerOf(api.GET("/v1/agents/{agent_id}", { params: agentPath(id), signal }));

export const createAgent = (body: Draft<"Agent">) => answerOf(api.POST("/v1/agents", { body }));

/** Changes the fields that `body` has beside id and revision. */
export function updateAgent(id: string, revision: string, body: Pick<Draft<"Agent">, "display_name" | "description" | "draft">) {
  const query = { update_mask: Object.keys(body).join(",") };
  const params = { ...agentPath(id), query };
  return answerOf(api.PATCH("/v1/agents/{agent_id}", { params, body: { ...body, id, revision } }));
}

export const deleteAgent = (id: string) => answerOf(api.DELETE("/v1/agents/{agent_id}", { params: agentPath(id) }));

export const validateAgent = (id: string, signal?: AbortSignal) =>
  answerOf(api.POST("/v1/agents/{agent_id}:validate", { params: agentPath(id), body: {}, signal }));

export const publishAgent = (id: string, revision: string, note: string) =>
  answerOf(api.POST("/v1/agents/{agent_id}:publish", { params: agentPath(id), body: { revision, note } }));

export const rollBackAgent = (id: string, number: number) =>
  answerOf(api.POST("/v1/agents/{agent_id}:rollBack", { params: agentPath(id), body: { number } }));

export const setRollout = (id: string, body: { number: number; percent: number; revision: string }) =>
  answerOf(api.POST("/v1/agents/{agent_id}:setRollout", { params: agentPath(id), body }));

export const getRevision = (id: string, number: number, signal?: AbortSignal) =>
  answerOf(api.GET("/v1/agents/{agent_id}/revisions/{number}", { params: { path: { agent_id: id, number } }, signal }));

export async function listRevisions(id: string, pageToken: string, signal: AbortSignal): Promise<Page<Revision>> {
  const query = { page_size: PAGE_SIZE, page_token: pageToken };
  const page = await answerOf(api.GET("/v1/agents/{agent_id}/revisions", { params: { ...agentPath(id), query }, signal }));
  return { rows: page.revisions, nextPageToken: page.next_page_token };
}

/** The numbers that lead to agents; the first few hundred, for the list. */
export const listAttachedNumbers = (signal: AbortSignal) =>
  answerOf(api.GET("/v1/numbers", { params: { query: { page_size: 500 } }, signal }));

export const listLiveCalls = (signal: AbortSignal) =>
  answerOf(api.GET("/v1/liveCalls", { params: { query: { page_size: 500 } }, signal }));
