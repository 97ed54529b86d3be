import { keepPreference, readPreference } from "@/lib/preferences";

/** Filters with a name, as this browser keeps them for each person who signs in here. */
export interface SavedView {
  name: string;
  /** The parameters of the address. */
  query: string;
}

type Views = readonly SavedView[];

/** Cookies are small and travel with every request. */
const MAX_VIEWS = 12;
const MAX_CHARACTERS = 1_500;
const cookieOf = (person: string) => `views.calls.${person}` as const;

export function readViews(person: string): SavedView[] {
  try {
    const kept: unknown = JSON.parse(readPreference(cookieOf(person)) ?? "[]");
    return Array.isArray(kept) ? kept.filter(isView) : [];
  } catch {
    return [];
  }
}

/** Returns false, and keeps what there was, if there is no room. */
export function keepViews(person: string, views: Views): boolean {
  const text = JSON.stringify(views);
  if (views.length > MAX_VIEWS || encodeURIComponent(text).length > MAX_CHARACTERS) return false;
  keepPreference(cookieOf(person), text);
  return true;
}

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

function isView(value: unknown): value is SavedView {
  return typeof value === "object" && value !== null && "name" in value && "query" in value && typeof value.name === "string" && typeof value.query === "string";
}
