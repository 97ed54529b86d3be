import { type KeyboardEvent, useEffect, useRef, useState } from "react";

interface RowKeys {
  count: number;
  scrollTo: (index: number) => void;
  open: (index: number) => void;
}

/** Arrow keys (or J and K), Home and End walk the rows; Return opens one. */
export function useRowKeys({ count, scrollTo, open }: RowKeys) {
  const [current, change] = useState(0);
  const body = useRef<HTMLTableSectionElement>(null);
  const isMoving = useRef(false);

  // The row may have to be drawn first.
  useEffect(() => {
    if (!isMoving.current) return;
    const row = body.current?.querySelector<HTMLElement>(`[data-row="${current}"]`);
    row?.focus({ preventScroll: true });
    if (row) isMoving.current = false;
  });

  function onKeyDown(event: KeyboardEvent) {
    if (!(event.target instanceof HTMLTableRowElement) || event.metaKey || event.ctrlKey || event.altKey) return;
    if (event.key === "Enter") {
      open(current);
      return;
    }
    const next = destination(event.key, current, count);
    if (next === undefined) return;
    event.preventDefault();
    isMoving.current = true;
    scrollTo(next);
    change(next);
  }

  function setCurrent(index: number) {
    if (index >= 0) change(index);
  }

  return { current: Math.min(current, Math.max(count - 1, 0)), setCurrent, onKeyDown, body };
}

function destination(key: string, current: number, count: number): number | undefined {
  const last = count - 1;
  if (key === "ArrowDown" || key === "j") return Math.min(current + 1, last);
  if (key === "ArrowUp" || key === "k") return Math.max(current - 1, 0);
  if (key === "Home") return 0;
  if (key === "End") return last;
  return undefined;
}
