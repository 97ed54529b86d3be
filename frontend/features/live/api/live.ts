import { answerOf, api } from "@/lib/api/client";
import type { Message } from "@/lib/api/types";

export type LiveCall = Message<"LiveCall">;

const named = (callId: string) => ({ path: { call_id: callId } });

export const openMonitor = () => answerOf(api.POST("/v1/liveCalls:openMonitor", { body: {} }));
export const listenToCall = (callId: string) => answerOf(api.POST("/v1/liveCalls/{call_id}:listen", { params: named(callId), body: {} }));
export const takeOverCall = (callId: string) => answerOf(api.POST("/v1/liveCalls/{call_id}:takeOver", { params: named(callId), body: {} }));
export const handBackCall = (callId: string) => answerOf(api.POST("/v1/liveCalls/{call_id}:handBack", { params: named(callId), body: {} }));
export const transferCall = (callId: string, to: string) => answerOf(api.POST("/v1/liveCalls/{call_id}:transfer", { params: named(callId), body: { to } }));
export const hangUpCall = (callId: string) => answerOf(api.POST("/v1/calls/{call_id}:hangUp", { params: named(callId), body: {} }));

export const whisper = (callId: string, text: string, isToBeSaid: boolean) =>
  answerOf(api.POST("/v1/liveCalls/{call_id}:whisper", { params: named(callId), body: { text, kind: isToBeSaid ? "WHISPER_KIND_SAY" : "WHISPER_KIND_INSTRUCT" } }));

/** The address of a WebSocket of this site, from the path of a ticket. */
export function socketUrl(path: string, query = ""): string {
  const url = new URL(path, location.href);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  url.search = query;
  return url.href;
}
