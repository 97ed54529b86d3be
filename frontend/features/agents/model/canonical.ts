/** Values without what says nothing: absent, empty and unset are the same to the contract. */
export function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value)
    .map(([key, inside]) => [key, isStruct(key) ? sorted(inside) : PRESENCE.has(key) && isObject(inside) ? presence(inside) : canonical(inside)] as const)
    .filter(([, inside]) => !saysNothing(inside))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries);
}

/** Messages whose being there is what counts, however empty. */
const PRESENCE = new Set(["say", "ask", "collect", "branch", "prompt", "transfer", "hang_up", "rule", "intent", "otherwise", "digits", "translation"]);

/** What is in them is not the contract's: there, "false" and nothing are not the same. */
const STRUCTS = new Set(["settings", "parameters"]);

export const isStruct = (field: string): boolean => STRUCTS.has(field);

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inside]) => [key, sorted(inside)] as const).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function presence(value: object): unknown {
  return { "": true, ...(canonical(value) as object) };
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function saysNothing(value: unknown): boolean {
  if (value === undefined || value === null || value === "" || value === 0 || value === false) return true;
  if (Array.isArray(value)) return value.length === 0;
  if (typeof value === "object") return Object.keys(value).length === 0;
  return typeof value === "string" && value.endsWith("_UNSPECIFIED");
}

export function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(canonical(a) ?? {}) === JSON.stringify(canonical(b) ?? {});
}
