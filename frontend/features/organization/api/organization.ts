import { answerOf, api } from "@/lib/api/client";
import type { Draft, Message } from "@/lib/api/types";

export type Organization = Message<"Organization">;

export const getOrganization = (signal: AbortSignal) => answerOf(api.GET("/v1/organization", { signal }));

export const updateOrganization = (body: Draft<"Organization">, fields: readonly string[]) =>
  answerOf(api.PATCH("/v1/organization", { params: { query: { update_mask: fields.join(",") } }, body }));
