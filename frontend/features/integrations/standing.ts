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
  return adapter.credential_schema ? "installation" : "free";
}

export function isUsable(standing: Standing): boolean {
  return standing === "own" || standing === "installation" || standing === "free";
}
