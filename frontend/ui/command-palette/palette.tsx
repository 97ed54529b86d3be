"use client";

import { useRouter } from "next/navigation";
import { useOverlays } from "../overlay";
import { useCommandKeys } from "./keys";
import { type Command, useAllCommands } from "./registry";

interface CommandPaletteProps {
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
}

/** Its keys work at once; what it looks like comes when it is opened, or before. */
export function CommandPalette({ isOpen, onOpenChange }: CommandPaletteProps) {
  const router = useRouter();
  const commands = useAllCommands();
  const Dialog = useOverlays(isOpen)?.PaletteDialog;

  function run(command: Command) {
    onOpenChange(false);
    if (command.href) router.push(command.href);
    command.run?.();
  }

  useCommandKeys({ commands, run, toggle: () => onOpenChange(!isOpen) });

  return Dialog && <Dialog isOpen={isOpen} onOpenChange={onOpenChange} commands={commands} run={run} />;
}
