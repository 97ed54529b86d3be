import type { OnChangeFn, VisibilityState } from "@tanstack/react-table";
import { useState } from "react";
import { keepPreference, readPreference } from "@/lib/preferences";

/** Which columns are hidden, as this browser keeps it. */
export function useHiddenColumns(table: string): [VisibilityState, OnChangeFn<VisibilityState>] {
  const name = `columns.${table}` as const;
  const [visibility, setVisibility] = useState<VisibilityState>(() => {
    const hidden = readPreference(name)?.split(",").filter(Boolean) ?? [];
    return Object.fromEntries(hidden.map((column) => [column, false]));
  });

  const change: OnChangeFn<VisibilityState> = (updater) => {
    const next = typeof updater === "function" ? updater(visibility) : updater;
    const hidden = Object.keys(next).filter((column) => next[column] === false);
    keepPreference(name, hidden.join(","));
    setVisibility(next);
  };

  return [visibility, change];
}
