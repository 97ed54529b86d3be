/** What an entry says of before and after, line by line. */
export interface Change {
  /** "agent.display_name" */
  path: string;
  before: string | undefined;
  after: string | undefined;
}

type Details = Readonly<Record<string, unknown>>;

/** Undefined if the service said nothing of before and after. */
export function changesOf(details: Details | undefined): Change[] | undefined {
  if (!details || !("before" in details || "after" in details)) return undefined;
  const [before, after] = [flat(details.before), flat(details.after)];
  return [...new Set([...before.keys(), ...after.keys()])]
    .map((path) => ({ path, before: before.get(path), after: after.get(path) }))
    .filter((change) => change.before !== change.after);
}

function flat(value: unknown, path = ""): Map<string, string> {
  if (value === undefined || value === null) return new Map();
  if (typeof value !== "object") return new Map([[path, String(value)]]);
  if (Array.isArray(value) && value.every((each) => typeof each !== "object")) return new Map([[path, value.join(", ")]]);
  return new Map(Object.entries(value).flatMap(([name, each]) => [...flat(each, path ? `${path}.${name}` : name)]));
}
