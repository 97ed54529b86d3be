import { answerOf, api } from "@/lib/api/client";
import type { Message } from "@/lib/api/types";
import type { Page } from "@/lib/pages";
import type { CallQuery } from "../filters";

export type Call = Message<"Call">;
export type CallEvent = Message<"CallEvent">;
export type TranscriptLine = Message<"TranscriptLine">;
export type TurnTimes = Message<"TurnMeasured">;

const PAGE_SIZE = 200;
const EVENTS_PAGE_SIZE = 500;
const LINES_PAGE_SIZE = 2000;

export async function listCalls(filters: CallQuery, pageToken: string, signal: AbortSignal): Promise<Page<Call>> {
  const query = { ...filters, page_size: PAGE_SIZE, page_token: pageToken };
  const page = await answerOf(api.GET("/v1/calls", { params: { query }, signal }));
  return { rows: page.calls, nextPageToken: page.next_page_token };
}

/** Where the same calls are a table for a spreadsheet. */
export function csvHref(filters: CallQuery): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(filters)) {
    for (const each of Array.isArray(value) ? value : [value]) query.append(name, String(each));
  }
  const text = query.toString();
  return text ? `/v1/calls.csv?${text}` : "/v1/calls.csv";
}

export const getCall = (callId: string, signal: AbortSignal) =>
  answerOf(api.GET("/v1/calls/{call_id}", { params: { path: { call_id: callId } }, signal }));

export const deleteCall = (callId: string) => answerOf(api.DELETE("/v1/calls/{call_id}", { params: { path: { call_id: callId } } }));

export async function listEvents(callId: string, pageToken: string, signal: AbortSignal): Promise<Page<CallEvent>> {
  const params = { path: { call_id: callId }, query: { page_size: EVENTS_PAGE_SIZE, page_token: pageToken } };
  const page = await answerOf(api.GET("/v1/calls/{call_id}/events", { params, signal }));
  return { rows: page.events, nextPageToken: page.next_page_token };
}

export async function listLines(callId: string, pageToken: string, signal: AbortSignal): Promise<Page<TranscriptLine>> {
  const params = { path: { call_id: callId }, query: { page_size: LINES_PAGE_SIZE, page_token: pageToken } };
  const page = await answerOf(api.GET("/v1/calls/{call_id}/transcript", { params, signal }));
  return { rows: page.lines, nextPageToken: page.next_page_token };
}

export const recordingPath = (callId: string) => `/v1/calls/${encodeURIComponent(callId)}/recording`;
export const transcriptPath = (callId: string) => `/v1/calls/${encodeURIComponent(callId)}/transcript.txt`;
