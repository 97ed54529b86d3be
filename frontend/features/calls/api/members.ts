import { answerOf, api } from "@/lib/api/client";

/** The first page is enough for names; whoever is not on it keeps their id. */
export const membersToName = (signal: AbortSignal) => answerOf(api.GET("/v1/members", { params: { query: { page_size: 500 } }, signal }));
