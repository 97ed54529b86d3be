"use client";

import { Command as Cmdk } from "cmdk";
import { Search } from "lucide-react";
import { useTranslations } from "next-intl";
import { Dialog as Radix } from "radix-ui";
import { Overlay } from "../dialog-box";
import { Kbd } from "../kbd";
import type { Command } from "./registry";

interface PaletteDialogProps {
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
  commands: readonly Command[];
  run: (command: Command) => void;
}

export function PaletteDialog({ isOpen, onOpenChange, commands, run }: PaletteDialogProps) {
  const t = useTranslations("ui.palette");
  return (
    <Radix.Root open={isOpen} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Overlay />
        <Radix.Content
          aria-describedby={undefined}
          className="fixed inset-x-3 top-[12vh] z-50 mx-auto max-w-xl overflow-hidden rounded-xl bg-raised shadow-pop animate-pop focus-visible:outline-none"
        >
          <Radix.Title className="sr-only">{t("title")}</Radix.Title>
          <Cmdk loop label={t("title")}>
            <div className="flex items-center gap-2.5 border-b px-4">
              <Search className="size-4 text-ink-faint" aria-hidden />
              <Cmdk.Input placeholder={t("placeholder")} className="h-12 flex-1 bg-transparent text-base placeholder:text-ink-faint focus-visible:outline-none" />
              <Kbd keys="Esc" />
            </div>
            <Cmdk.List className="max-h-[min(24rem,50vh)] scroll-py-2 overflow-y-auto p-2">
              <Cmdk.Empty className="py-10 text-center text-ink-faint">{t("nothingFound")}</Cmdk.Empty>
              {byGroup(commands).map(([group, members]) => (
                <Cmdk.Group
                  key={group}
                  heading={group}
                  className="[&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:text-ink-faint"
                >
                  {members.map((command) => (
                    <Item key={command.id} command={command} onSelect={() => run(command)} />
                  ))}
                </Cmdk.Group>
              ))}
            </Cmdk.List>
          </Cmdk>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

function Item({ command, onSelect }: { command: Command; onSelect: () => void }) {
  const Icon = command.icon;
  return (
    <Cmdk.Item
      value={command.id}
      keywords={[command.label, ...(command.keywords ?? [])]}
      onSelect={onSelect}
      className="flex h-9 items-center gap-2.5 rounded-md px-2 text-sm select-none data-[selected=true]:bg-hover"
    >
      {Icon && <Icon className="size-4 text-ink-faint" aria-hidden />}
      <span className="flex-1 truncate">{command.label}</span>
      {command.keys && <Kbd keys={command.keys} />}
    </Cmdk.Item>
  );
}

function byGroup(commands: readonly Command[]): [string, Command[]][] {
  const groups = new Map<string, Command[]>();
  for (const command of commands) {
    groups.set(command.group, [...(groups.get(command.group) ?? []), command]);
  }
  return [...groups];
}
