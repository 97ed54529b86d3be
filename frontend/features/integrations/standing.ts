import type { Adapter } from "./api/integrations";

/**
 * Whether an adapter can be used: with the organization's own key, with the installation's, without any; or why not.
 */
export type Standing = "own" | "installation" | "free" | "needsKey" | "unavailable";

export const STANDINGS = ["own", "installation", "free", "needsKey", "unavailable"] as const satisfies readonly Standing[];

type Described = Pick<Adapter, "unavailable_reason" | "credential_schema" | "credential_needed">;

export function standingOf(adapter: Described, hasCredential: boolean): Standing {
  if (adapter.unavailable_reason) return "unavailable";
  if (hasCredential) return "own";
  if (adapter.credential_needed) return "needsKey";
  return needsAny(adapter.credential_schema) ? "installation" : "free";
}

/** A server of one's own may do with or without a key. */
function needsAny(schema: Described["credential_schema"]): boolean {
  const { required } = (schema ?? {}) as { required?: unknown };
  return Array.isArray(required) && required.length > 0;
}

export function isUsable(standing: Standing): boolean {
  return standing === "own" || standing === "installation" || standing === "free";
}
