import { keepPreference, readPreference } from "@/lib/preferences";

/** Filters with a name, as this browser keeps them for each person who signs in here. */
export interface SavedView {
  name: string;
  /** The parameters of the address. */
  query: string;
}

type Views = readonly SavedView[];

/** Each person who signs in with this browser, who changed views last first. */
type Kept = readonly (readonly [person: string, views: Views])[];

/** Cookies travel with every request: all views of all persons are one, which may not exceed what browsers take. */
const COOKIE = "views.calls";
const MAX_ALL_CHARACTERS = 4_000;
const MAX_VIEWS = 12;
const MAX_CHARACTERS = 1_500;

export function readViews(person: string): readonly SavedView[] {
  return readAll().find(([who]) => who === person)?.[1] ?? [];
}

/** Returns false, and keeps what there was, if there is no room. Who changed none for longest makes room for others. */
export function keepViews(person: string, views: Views): boolean {
  if (views.length > MAX_VIEWS || sizeOf(views) > MAX_CHARACTERS) return false;
  const others = readAll().filter(([who]) => who !== person);
  let kept: Kept = views.length > 0 ? [[person, views], ...others] : others;
  while (sizeOf(kept) > MAX_ALL_CHARACTERS) kept = kept.slice(0, -1);
  keepPreference(COOKIE, JSON.stringify(kept));
  return true;
}

function readAll(): Kept {
  try {
    const kept: unknown = JSON.parse(readPreference(COOKIE) ?? "[]");
    return Array.isArray(kept) ? kept.filter(isKept) : [];
  } catch {
    return [];
  }
}

const sizeOf = (value: unknown) => encodeURIComponent(JSON.stringify(value)).length;

/** The newest first, in place of one with the same name. */
export function withView(views: Views, view: SavedView): SavedView[] {
  return [view, ...withoutView(views, view.name)];
}

export function withoutView(views: Views, name: string): SavedView[] {
  return views.filter((each) => each.name !== name);
}

export function renamed(views: Views, from: string, to: string): SavedView[] {
  return views.map((each) => (each.name === from ? { ...each, name: to } : each));
}

function isKept(value: unknown): value is Kept[number] {
  return Array.isArray(value) && typeof value[0] === "string" && Array.isArray(value[1]) && value[1].every(isView);
}

function isView(value: unknown): value is SavedView {
  return typeof value === "object" && value !== null && "name" in value && "query" in value && typeof value.name === "string" && typeof value.query === "string";
}
