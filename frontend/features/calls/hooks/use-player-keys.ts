import { useEffect } from "react";
import { type Player, RATES } from "../audio/player";

const SKIP_MS = 10_000;

/** Space or K plays, J and L jump, < and > change the speed: as players elsewhere have it. */
export function usePlayerKeys(player: Player): void {
  useEffect(() => {
    function onKeyDown(event: KeyboardEvent) {
      if (event.metaKey || event.ctrlKey || event.altKey || event.defaultPrevented || isElsewhere(event.target, event.key)) return;
      const act = actions(player)[event.key.toLowerCase()];
      if (!act) return;
      event.preventDefault();
      act();
    }
    addEventListener("keydown", onKeyDown);
    return () => removeEventListener("keydown", onKeyDown);
  }, [player]);
}

function actions(player: Player): Partial<Record<string, () => void>> {
  return {
    " ": () => player.toggle(),
    k: () => player.toggle(),
    j: () => player.skip(-SKIP_MS),
    l: () => player.skip(SKIP_MS),
    "<": () => player.setRate(nextRate(player.state.rate, -1)),
    ">": () => player.setRate(nextRate(player.state.rate, 1)),
  };
}

function nextRate(rate: number, by: 1 | -1): number {
  const at = RATES.findIndex((each) => each === rate);
  return RATES[at + by] ?? rate;
}

/** Somebody types or presses a button, or a dialog is open. */
function isElsewhere(target: EventTarget | null, key: string): boolean {
  if (!(target instanceof HTMLElement)) return false;
  const takesKeys = target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName);
  const takesSpace = key === " " && target.closest("button,a,[role=tab],[role=combobox]") !== null;
  return takesKeys || takesSpace || target.closest("[role=dialog],[role=menu],[role=listbox]") !== null;
}
