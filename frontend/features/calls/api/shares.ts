import { answerOf, api, postPublic } from "@/lib/api/client";
import type { Answered, Draft, Message } from "@/lib/api/types";

export type Share = Message<"Share">;
export type SharedCall = Answered<Draft<"OpenShareResponse">>;

export const listShares = (callId: string, signal: AbortSignal) =>
  answerOf(api.GET("/v1/calls/{call_id}/shares", { params: { path: { call_id: callId }, query: { page_size: 50 } }, signal }));

export const createShare = (callId: string, hours: number, withRecording: boolean) =>
  answerOf(api.POST("/v1/calls/{call_id}/shares", { params: { path: { call_id: callId } }, body: { hours, with_recording: withRecording } }));

export const revokeShare = (callId: string, shareId: string) =>
  answerOf(api.DELETE("/v1/calls/{call_id}/shares/{share_id}", { params: { path: { call_id: callId, share_id: shareId } } }));

export const openShare = async (secret: string): Promise<SharedCall> => (await postPublic("/v1/shares:open", { secret })) as SharedCall;
