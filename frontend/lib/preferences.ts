/** Preferences of this browser, in cookies so that the first page drawn already follows them. */
export const PREFERENCES = { theme: "theme", locale: "locale", nav: "nav", columns: "columns" } as const;

export type Theme = "system" | "light" | "dark";
type Preference = (typeof PREFERENCES)[keyof typeof PREFERENCES] | `columns.${string}` | "views.calls";

const YEAR_S = 365 * 24 * 60 * 60;

export function isTheme(value: string | undefined): value is Theme {
  return value === "system" || value === "light" || value === "dark";
}

export function readPreference(name: Preference): string | undefined {
  const found = document.cookie.split("; ").find((pair) => pair.startsWith(`${name}=`));
  return found && decodeURIComponent(found.slice(name.length + 1));
}

export function keepPreference(name: Preference, value: string): void {
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `${name}=${encodeURIComponent(value)}; Path=/; Max-Age=${YEAR_S}; SameSite=Lax${secure}`;
}
