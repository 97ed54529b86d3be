import { answerOf, api } from "@/lib/api/client";
import type { Message } from "@/lib/api/types";
import type { Page } from "@/lib/pages";

export type AuditEntry = Omit<Message<"AuditEntry">, "details"> & { details?: Readonly<Record<string, unknown>> };

/** As they stand in the address: days are those of the browser's time zone. */
export interface AuditFilters {
  actor: string;
  action: string;
  object: string;
  from: string;
  to: string;
}

const PAGE_SIZE = 100;

export async function listAuditEntries(filters: AuditFilters, pageToken: string, signal: AbortSignal): Promise<Page<AuditEntry>> {
  const query = {
    page_size: PAGE_SIZE,
    page_token: pageToken,
    actor_id: filters.actor || undefined,
    action: filters.action || undefined,
    object_id: filters.object || undefined,
    ...spanOf(filters),
  };
  const page = await answerOf(api.GET("/v1/auditEntries", { params: { query }, signal }));
  return { rows: page.entries as AuditEntry[], nextPageToken: page.next_page_token };
}

export const verifyAuditChain = () => answerOf(api.GET("/v1/auditEntries:verify", {}));

/** Where the browser fetches the entries of these days as a file: one JSON object per line. */
export function exportAddress(filters: Pick<AuditFilters, "from" | "to">): string {
  const query = new URLSearchParams(Object.entries(spanOf(filters)).filter((each): each is [string, string] => each[1] !== undefined));
  return `/v1/auditEntries:export${query.size > 0 ? `?${query}` : ""}`;
}

/** From the first moment of the one day to the last of the other. */
export function spanOf({ from, to }: Pick<AuditFilters, "from" | "to">): { since?: string; until?: string } {
  return { since: dayStart(from, 0), until: dayStart(to, 1) };
}

function dayStart(day: string, daysLater: number): string | undefined {
  const moment = new Date(`${day}T00:00:00`);
  if (!day || Number.isNaN(moment.getTime())) return undefined;
  moment.setDate(moment.getDate() + daysLater);
  return moment.toISOString();
}
