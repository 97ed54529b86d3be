import { useEffect } from "react";
import { useAddress } from "./use-address";

const LOOK_EVERY_MS = 60;
const LOOKS = 30;

/** Leads to the field that the address names, once it is drawn, and forgets it again. */
export function useFieldFocus(): void {
  const { query, change } = useAddress();
  const path = query.get("field");
  useEffect(() => {
    if (!path) return;
    let looks = 0;
    const timer = setInterval(() => {
      looks += 1;
      const isLast = looks >= LOOKS;
      const box = found(path, isLast);
      if (!box && !isLast) return;
      clearInterval(timer);
      box?.scrollIntoView({ block: "center" });
      box?.querySelector<HTMLElement>("input, textarea, button, [tabindex]")?.focus({ preventScroll: true });
      change({ field: undefined });
    }, LOOK_EVERY_MS);
    return () => clearInterval(timer);
  }, [path, change]);
}

/** The field itself; in the end also what it is in. */
function found(path: string, mayBeOuter: boolean): HTMLElement | null {
  const steps = path.split(".");
  for (let length = steps.length; length > 0; length -= 1) {
    const box = document.querySelector<HTMLElement>(`[data-field="${CSS.escape(steps.slice(0, length).join("."))}"]`);
    if (box) return box;
    if (!mayBeOuter && steps.length - length >= 1) return null;
  }
  return null;
}
