import { keepPreference, readPreference } from "@/lib/preferences";

/** Filters with a name, as this browser keeps them. */
export interface SavedView {
  name: string;
  /** The parameters of the address. */
  query: string;
}

/** Cookies are small and travel with every request. */
const MAX_VIEWS = 12;
const MAX_CHARACTERS = 1_500;
const NAME = "views.calls";

export function readViews(): SavedView[] {
  try {
    const kept: unknown = JSON.parse(readPreference(NAME) ?? "[]");
    return Array.isArray(kept) ? kept.filter(isView) : [];
  } catch {
    return [];
  }
}

/** Puts the newest first; returns false, and keeps what there was, if there is no room. */
export function keepView(view: SavedView): boolean {
  return keepViews([view, ...readViews().filter((each) => each.name !== view.name)]);
}

export function keepViews(views: readonly SavedView[]): boolean {
  const text = JSON.stringify(views);
  if (views.length > MAX_VIEWS || encodeURIComponent(text).length > MAX_CHARACTERS) return false;
  keepPreference(NAME, text);
  return true;
}

function isView(value: unknown): value is SavedView {
  return typeof value === "object" && value !== null && "name" in value && "query" in value && typeof value.name === "string" && typeof value.query === "string";
}
