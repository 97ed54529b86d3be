import { useEffect } from "react";
import type { DraftStore } from "../model/draft-store";

/** ⌘Z and ⇧⌘Z or Ctrl+Y anywhere in the editor; fields of the spec have no undo of their own besides. */
export function useUndoKeys(store: DraftStore): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (!(event.metaKey || event.ctrlKey) || event.altKey) return;
      const key = event.key.toLowerCase();
      const isUndo = key === "z" && !event.shiftKey;
      const isRedo = (key === "z" && event.shiftKey) || key === "y";
      if ((!isUndo && !isRedo) || isElsewhere(event.target)) return;
      event.preventDefault();
      if (isUndo) store.undo();
      else store.redo();
    };
    addEventListener("keydown", onKeyDown);
    return () => removeEventListener("keydown", onKeyDown);
  }, [store]);
}

/** Dialogs and the test panel have fields that are not the spec's; on narrow pages those of a step are in a dialog. */
function isElsewhere(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest("[data-spec]") === null && target.closest("[role=dialog], [data-own-undo]") !== null;
}
