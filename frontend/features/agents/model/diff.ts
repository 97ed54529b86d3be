import { type Fields, hasNames, isFields, isOrdered, nameIn, partners } from "./align";
import { canonical } from "./canonical";
import type { Edge } from "./spec";

/** One step of the way to what differs: a field's name in the contract, something with a name, a way out of a step, or a place in a list. */
export type Step = { field: string } | { name: string } | { edge: Edge } | { place: number };

export interface Change {
  steps: readonly Step[];
  /** Absent: it was not there. */
  before?: unknown;
  /** Absent: it is gone. */
  after?: unknown;
}

/** Where nodes stand on the canvas is nobody's concern but the editor's. */
const IGNORED = new Set(["position", ""]);

/** What differs between two specs, place by place, in their order. */
export function differences(before: unknown, after: unknown): Change[] {
  return compared(canonical(before ?? {}), canonical(after ?? {}), []);
}

function compared(before: unknown, after: unknown, steps: readonly Step[]): Change[] {
  if (JSON.stringify(before) === JSON.stringify(after)) return [];
  if (isFields(before) && isFields(after)) return comparedFields(before, after, steps);
  const messages = [before ?? [], after ?? []];
  if (messages.every(isOfMessages) && messages.some((list) => list.length > 0)) return comparedLists(asList(before), asList(after), steps);
  return [{ steps, before, after }];
}

function comparedFields(before: Fields, after: Fields, steps: readonly Step[]): Change[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((name) => !IGNORED.has(name));
  return names.flatMap((field) => compared(before[field], after[field], [...steps, { field }]));
}

function comparedLists(before: Fields[], after: Fields[], steps: readonly Step[]): Change[] {
  const last = steps.at(-1);
  const list = last && "field" in last ? last.field : "";
  return hasNames(list) ? comparedByName(list, before, after, steps) : comparedByPlace(before, after, steps);
}

function comparedByPlace(before: Fields[], after: Fields[], steps: readonly Step[]): Change[] {
  const length = Math.max(before.length, after.length);
  return Array.from({ length }, (_, at) => compared(before[at], after[at], [...steps, { place: at + 1 }])).flat();
}

function comparedByName(list: string, before: Fields[], after: Fields[], steps: readonly Step[]): Change[] {
  const places = partners(list, before, after);
  const still = new Set(places);
  const changed = after.flatMap((is, at) => compared(before[places[at] ?? -1], is, [...steps, stepOf(list, is)]));
  const gone = before.filter((_, at) => !still.has(at));
  return [...changed, ...gone.flatMap((was) => compared(was, undefined, [...steps, stepOf(list, was)])), ...comparedOrder(list, before, after, places, steps)];
}

function comparedOrder(list: string, before: Fields[], after: Fields[], places: number[], steps: readonly Step[]): Change[] {
  const common = places.filter((place) => place !== -1);
  if (!isOrdered(list) || common.every((place, at) => at === 0 || place > (common[at - 1] ?? 0))) return [];
  const named = (items: Fields[]) => items.map((item) => stepOf(list, item));
  return [{ steps: [...steps, { field: "order" }], before: named(before), after: named(after) }];
}

/** An item of a list, as people know it. */
export function stepOf(list: string, item: Fields): Step {
  if (list === "edges") return { edge: item as Edge };
  const { title } = item;
  return { name: typeof title === "string" && title ? title : (nameIn(list, item) ?? "") };
}

function isOfMessages(value: unknown): value is Fields[] {
  return Array.isArray(value) && value.every(isFields);
}

function asList(value: unknown): Fields[] {
  return isOfMessages(value) ? value : [];
}
