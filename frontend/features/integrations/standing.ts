import type { Adapter } from "./api/integrations";

/**
 * Whether an adapter can be used: with the organization's own key, with the installation's, without any; or why not.
 * A server of one's own is ready only if it answered when it was looked for last.
 */
export type Standing = "own" | "installation" | "free" | "needsKey" | "unprobed" | "unreachable" | "unavailable";

export const STANDINGS = ["own", "installation", "free", "needsKey", "unprobed", "unreachable", "unavailable"] as const satisfies readonly Standing[];

type Described = Pick<Adapter, "unavailable_reason" | "credential_schema" | "credential_needed" | "server">;

export function standingOf(adapter: Described, hasCredential: boolean): Standing {
  if (adapter.unavailable_reason) return "unavailable";
  if (!hasCredential && adapter.credential_needed) return "needsKey";
  if (adapter.server?.standing === "SERVER_STANDING_UNREACHABLE") return "unreachable";
  if (adapter.server?.standing === "SERVER_STANDING_UNSPECIFIED") return "unprobed";
  if (hasCredential) return "own";
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

/** It can be tried, whatever is known of it so far. */
export function isTriable(standing: Standing): boolean {
  return isUsable(standing) || standing === "unprobed" || standing === "unreachable";
}
