import { type RefObject, useLayoutEffect } from "react";

/** How far each list was scrolled when it was left, by its name and its address; gone when the page is loaded anew. */
const places = new Map<string, number>();

/** Where the list was left: who comes back from one of its rows goes on there. */
export function usePlace(scroller: RefObject<HTMLElement | null>, list: string): number {
  const key = `${list} ${typeof location === "undefined" ? "" : location.pathname + location.search}`;
  useLayoutEffect(() => {
    const box = scroller.current;
    return () => {
      if (box) places.set(key, box.scrollTop);
    };
  }, [scroller, key]);
  return places.get(key) ?? 0;
}
