import { answerOf, api } from "@/lib/api/client";
import type { Draft, Message } from "@/lib/api/types";

export type RehearsalEvent = Message<"RehearsalEvent">;

/** The address of the WebSocket of a call with the agent's draft. */
export async function startBrowserCall(agent_id: string, variables: Record<string, string>): Promise<string> {
  const { websocket_path } = await answerOf(api.POST("/v1/calls:startBrowser", { body: { agent_id, variables, draft: true } }));
  return websocket_path;
}

export const rehearse = (body: Draft<"RehearseRequest">) => answerOf(api.POST("/v1/rehearsals", { body }));
