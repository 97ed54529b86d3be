import { answerOf, api } from "@/lib/api/client";
import type { operations } from "@/lib/api/schema";
import type { Message } from "@/lib/api/types";

export type SummaryQuery = NonNullable<operations["AnalyticsService_SummarizeCalls"]["parameters"]["query"]>;
export type GroupBy = NonNullable<SummaryQuery["group_by"]>;
export type Summary = Message<"SummarizeCallsResponse">;
export type CallFigures = Message<"CallFigures">;

export const summarizeCalls = (query: SummaryQuery, signal: AbortSignal) =>
  answerOf(api.GET("/v1/analytics/calls", { params: { query }, signal }));
