import { isSame } from "./canonical";

/** Which items of two lists are the same thing: by what they are called, not by their place. */

export type Fields = Record<string, unknown>;

const byField = (name: string) => (item: Fields) => String(item[name] ?? "");

const NAMES: Readonly<Record<string, (item: Fields) => string>> = {
  nodes: byField("id"),
  variables: byField("name"),
  tools: byField("name"),
  options: byField("value"),
  other_languages: byField("language"),
  speech_to_text: byField("adapter"),
  text_to_speech: byField("adapter"),
  language_model: byField("adapter"),
  choices: byField("adapter"),
  edges: edgeName,
};

/** Edges have no ids. An intent is called by its name, a rule by what it compares, and there is one default. */
function edgeName(edge: Fields): string {
  if (edge.otherwise) return "otherwise";
  if (isFields(edge.intent)) return `intent ${String(edge.intent.name ?? "")}`;
  return `rule ${JSON.stringify(edge.rule)}`;
}

export function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What an item of the list is called; undefined for lists whose items are only their place. */
export function nameIn(list: string, item: Fields): string | undefined {
  return NAMES[list]?.(item);
}

/** Lists whose order is part of what the agent does. */
const ORDERED = new Set(["edges", "speech_to_text", "text_to_speech", "language_model", "choices"]);

export const isOrdered = (list: string): boolean => ORDERED.has(list);

export const hasNames = (list: string): boolean => list in NAMES;

/** Of each item in `after` its place in `before`; -1 for what is new. */
export function partners(list: string, before: readonly Fields[], after: readonly Fields[], mayGuess = true): number[] {
  const found = after.map(() => -1);
  const free = new Set(before.keys());
  function take(at: number, place: number | undefined) {
    if (place === undefined || found[at] !== -1 || !free.delete(place)) return;
    found[at] = place;
  }
  function pair(isOne: (was: Fields, is: Fields) => boolean) {
    after.forEach((item, at) => found[at] === -1 && take(at, [...free].find((place) => isOne(before[place] ?? {}, item))));
  }
  const places = new Map(before.map((item, place) => [item, place]));
  after.forEach((item, at) => take(at, places.get(item)));
  if (hasTwins(list, before) || hasTwins(list, after)) pair(isSame);
  const named = new Map<string | undefined, number[]>();
  for (const place of free) {
    const name = nameIn(list, before[place] ?? {});
    named.set(name, [...(named.get(name) ?? []), place]);
  }
  after.forEach((item, at) => found[at] === -1 && take(at, named.get(nameIn(list, item))?.shift()));
  if (mayGuess && list === "edges") pair(isSameWay);
  return found;
}

function hasTwins(list: string, items: readonly Fields[]): boolean {
  return new Set(items.map((item) => nameIn(list, item))).size < items.length;
}

/** A way whose condition was changed is known by where it leads. */
function isSameWay(was: Fields, is: Fields): boolean {
  return was.to === is.to && was.to !== "" && Boolean(was.rule) === Boolean(is.rule) && Boolean(was.intent) === Boolean(is.intent);
}
