"use client";

import { useSyncExternalStore } from "react";
import { PREFERENCES, type Theme, isTheme, keepPreference } from "@/lib/preferences";

const listeners = new Set<() => void>();

export function showTheme(theme: Theme): void {
  keepPreference(PREFERENCES.theme, theme);
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  for (const listener of listeners) listener();
}

/** The theme that is chosen, wherever on the page it is chosen; `initial` until the browser has taken over. */
export function useTheme(initial: Theme = "system"): Theme {
  return useSyncExternalStore(subscribe, shownTheme, () => initial);
}

function shownTheme(): Theme {
  const theme = document.documentElement.dataset.theme;
  return isTheme(theme) ? theme : "system";
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}
