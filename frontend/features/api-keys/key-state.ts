import type { ApiKey } from "./api/api-keys";

const SOON_MS = 14 * 86_400_000;

export type KeyState = "active" | "expiresSoon" | "expired" | "revoked";

export function stateOf(key: Pick<ApiKey, "revoked_at" | "expires_at">, now: number): KeyState {
  if (key.revoked_at !== undefined) return "revoked";
  if (key.expires_at === undefined) return "active";
  const left = Date.parse(key.expires_at) - now;
  return left <= 0 ? "expired" : left < SOON_MS ? "expiresSoon" : "active";
}

export function isLive(key: Pick<ApiKey, "revoked_at" | "expires_at">, now: number): boolean {
  const state = stateOf(key, now);
  return state === "active" || state === "expiresSoon";
}
