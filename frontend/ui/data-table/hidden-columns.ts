import { useState } from "react";
import { keepPreference, readPreference } from "@/lib/preferences";

type Hidden = ReadonlySet<string>;

/** Which columns are hidden, as this browser keeps it, and how to show or hide one. */
export function useHiddenColumns(table: string): [Hidden, (column: string, isShown: boolean) => void] {
  const name = `columns.${table}` as const;
  const [hidden, setHidden] = useState<Hidden>(() => new Set(readPreference(name)?.split(",").filter(Boolean)));

  function change(column: string, isShown: boolean) {
    const next = new Set(hidden);
    if (isShown) next.delete(column);
    else next.add(column);
    keepPreference(name, [...next].join(","));
    setHidden(next);
  }

  return [hidden, change];
}
