import type { LiveCall } from "./api/live";

/** A live call for tests. */
export function liveCall(id: string, patch: Partial<LiveCall> = {}): LiveCall {
  return {
    call_id: id, agent_id: "a", agent_name: "Clinic", agent_revision: 1, direction: "DIRECTION_INBOUND", from: "+919810000000", to: "+918045550099", started_at: `2026-11-28T09:00:0${id}Z`,
    state: "CONVERSATION_STATE_LISTENING", node_id: "n", node_title: "Greeting", language: "", turns: 0, providers: [], operator_id: "", listeners: 0, failovers: 0, media_lost: false, barge_ins: 0, voice_node: "v", ...patch,
  };
}
