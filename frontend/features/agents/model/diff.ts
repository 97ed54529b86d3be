import { canonical } from "./canonical";

/** One step of the way to what differs: a field's name in the contract, something with a name, or a place in a list. */
export type Step = { field: string } | { name: string } | { place: number };

export interface Change {
  steps: readonly Step[];
  /** Absent: it was not there. */
  before?: unknown;
  /** Absent: it is gone. */
  after?: unknown;
}

type Fields = Record<string, unknown>;

/** Where nodes stand on the canvas is nobody's concern but the editor's. */
const IGNORED = new Set(["position", ""]);

/** What differs between two specs, place by place, in their order. */
export function differences(before: unknown, after: unknown): Change[] {
  return compared(canonical(before ?? {}), canonical(after ?? {}), []);
}

function compared(before: unknown, after: unknown, steps: readonly Step[]): Change[] {
  if (JSON.stringify(before) === JSON.stringify(after)) return [];
  if (isFields(before) && isFields(after)) return comparedFields(before, after, steps);
  if (Array.isArray(before) && Array.isArray(after) && isOfMessages(before) && isOfMessages(after)) {
    return comparedLists(before, after, steps);
  }
  const isLong = Array.isArray(before) || Array.isArray(after);
  const one = isLong ? (before ?? after) : undefined;
  if (isOfMessages(one) && one.length > 0) return comparedLists(asList(before), asList(after), steps);
  return [{ steps, before, after }];
}

function comparedFields(before: Fields, after: Fields, steps: readonly Step[]): Change[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((name) => !IGNORED.has(name));
  return names.flatMap((field) => compared(before[field], after[field], [...steps, { field }]));
}

function comparedLists(before: Fields[], after: Fields[], steps: readonly Step[]): Change[] {
  const key = nameOf(before[0]) ?? nameOf(after[0]);
  return key === undefined ? comparedByPlace(before, after, steps) : comparedByName(before, after, steps);
}

function comparedByPlace(before: Fields[], after: Fields[], steps: readonly Step[]): Change[] {
  const length = Math.max(before.length, after.length);
  return Array.from({ length }, (_, at) => compared(before[at], after[at], [...steps, { place: at + 1 }])).flat();
}

function comparedByName(before: Fields[], after: Fields[], steps: readonly Step[]): Change[] {
  const [old, now] = [byName(before), byName(after)];
  return [...new Set([...old.keys(), ...now.keys()])].flatMap((name) => {
    const [was, is] = [old.get(name), now.get(name)];
    const title = String((is ?? was)?.title ?? name);
    return compared(was, is, [...steps, { name: title }]);
  });
}

const byName = (list: Fields[]) => new Map(list.map((item, at) => [nameOf(item) ?? String(at), item]));

function nameOf(item: Fields | undefined): string | undefined {
  const name = item?.id ?? item?.name;
  return typeof name === "string" ? name : undefined;
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isOfMessages(value: unknown): value is Fields[] {
  return Array.isArray(value) && value.every(isFields);
}

function asList(value: unknown): Fields[] {
  return isOfMessages(value) ? value : [];
}

/** A value in words: texts as they are, lists line by line, of messages what is in them. */
export function inWords(value: unknown): string {
  if (value === undefined) return "";
  if (Array.isArray(value)) return value.map((item) => (isFields(item) ? inLine(item) : `• ${String(item)}`)).join("\n");
  if (isFields(value)) return inLine(value);
  return String(value);
}

function inLine(value: Fields): string {
  return Object.entries(value)
    .filter(([name]) => !IGNORED.has(name))
    .map(([name, inside]) => `${name}: ${isFields(inside) || Array.isArray(inside) ? JSON.stringify(inside, skipMark) : String(inside)}`)
    .join("\n");
}

function skipMark(_key: string, value: unknown): unknown {
  if (!isFields(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([name]) => !IGNORED.has(name)));
}
