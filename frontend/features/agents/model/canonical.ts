/** Values without what says nothing: absent, empty and unset are the same to the contract. */
export function canonical(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  return remembered(CANONICAL, value, () => {
    if (Array.isArray(value)) return value.map(canonical);
    const entries = Object.entries(value)
      .map(([key, inside]) => [key, isStruct(key) ? sorted(inside) : PRESENCE.has(key) && isObject(inside) ? presence(inside) : canonical(inside)] as const)
      .filter(([, inside]) => !saysNothing(inside))
      .sort(([a], [b]) => (a < b ? -1 : 1));
    return Object.fromEntries(entries);
  });
}

// Specs share with one another what was not changed, and are never changed themselves.
const CANONICAL = new WeakMap<object, unknown>();
const TEXTS = new WeakMap<object, string>();

function remembered<Value>(known: WeakMap<object, Value>, of: object, make: () => Value): Value {
  const found = known.get(of);
  if (found !== undefined) return found;
  const made = make();
  known.set(of, made);
  return made;
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
  return a === b || textOf(a) === textOf(b);
}

function textOf(value: unknown): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value ?? {});
  return remembered(TEXTS, value, () => JSON.stringify(canonical(value)));
}
