import { answerOf, api } from "@/lib/api/client";
import type { Message } from "@/lib/api/types";
import type { Page } from "@/lib/pages";

export type CarrierCheck = Message<"CheckCarrierResponse">;
export type CarrierNumber = Message<"CarrierNumber">;

const PAGE_SIZE = 100;

/** Without keys, with those that are kept; in the background if nobody asked for it, so that the audit log has people's checks. */
export const checkCarrier = (request: { auth_id?: string; auth_token?: string; background?: boolean } = {}, signal?: AbortSignal) =>
  answerOf(api.POST("/v1/carrier:check", { body: request, signal }));

export async function listCarrierNumbers(pageToken: string, signal: AbortSignal): Promise<Page<CarrierNumber>> {
  const query = { page_size: PAGE_SIZE, page_token: pageToken };
  const page = await answerOf(api.GET("/v1/carrier/numbers", { params: { query }, signal }));
  return { rows: page.numbers, nextPageToken: page.next_page_token };
}

export const connectCarrierNumber = (e164: string) => answerOf(api.POST("/v1/carrier/numbers:connect", { body: { e164 } }));
