"use client";

import { useSyncExternalStore } from "react";

const nothingChanges = () => () => undefined;

/** Keys to press, separated by spaces: "⌘ K" (Ctrl where there is no ⌘), "G C". */
export function Kbd({ keys }: { keys: string }) {
  const isMac = useSyncExternalStore(nothingChanges, () => /Mac|iP(hone|ad)/.test(navigator.userAgent), () => false);
  return (
    <span className="inline-flex gap-0.5">
      {keys.split(" ").map((key) => (
        <kbd
          key={key}
          className="inline-flex h-[18px] min-w-[18px] items-center justify-center rounded bg-active px-1 font-sans text-2xs font-medium text-ink-soft"
        >
          {key === "⌘" && !isMac ? "Ctrl" : key}
        </kbd>
      ))}
    </span>
  );
}
