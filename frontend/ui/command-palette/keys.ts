import { useEffect, useRef } from "react";
import type { Command } from "./registry";

const SEQUENCE_MS = 900;

interface CommandKeys {
  commands: readonly Command[];
  run: (command: Command) => void;
  toggle: () => void;
}

/** ⌘K or Ctrl+K opens the palette; keys pressed one after the other run their command. */
export function useCommandKeys({ commands, run, toggle }: CommandKeys): void {
  const pressed = useRef({ keys: [] as string[], at: 0 });

  useEffect(() => {
    function onKeyDown(event: KeyboardEvent) {
      if ((event.metaKey || event.ctrlKey) && event.key.toLowerCase() === "k") {
        event.preventDefault();
        toggle();
        return;
      }
      if (event.metaKey || event.ctrlKey || event.altKey || isBusyElsewhere(event.target)) return;
      const isLate = event.timeStamp - pressed.current.at > SEQUENCE_MS;
      const keys = [...(isLate ? [] : pressed.current.keys), event.key.toUpperCase()].slice(-3);
      const command = longest(commands.filter((each) => each.keys && endsWith(keys, each.keys.split(" "))));
      pressed.current = { keys: command ? [] : keys, at: event.timeStamp };
      if (!command) return;
      event.preventDefault();
      run(command);
    }
    addEventListener("keydown", onKeyDown);
    return () => removeEventListener("keydown", onKeyDown);
  });
}

function endsWith(pressed: readonly string[], keys: readonly string[]): boolean {
  return keys.every((key, index) => pressed[pressed.length - keys.length + index] === key.toUpperCase());
}

/** "G L" goes before "L". */
function longest(commands: readonly Command[]): Command | undefined {
  return commands.toSorted((one, other) => (other.keys?.length ?? 0) - (one.keys?.length ?? 0))[0];
}

/** Somebody types, or a dialog or menu is open. */
function isBusyElsewhere(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return (
    target.isContentEditable ||
    ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName) ||
    target.closest("[role=dialog],[role=menu],[role=listbox]") !== null
  );
}
