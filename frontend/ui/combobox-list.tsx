"use client";

import { Command } from "cmdk";
import { Check } from "lucide-react";
import { useTranslations } from "next-intl";
import { Popover } from "radix-ui";
import { type RefObject, useRef } from "react";
import type { Option } from "./select";

interface ComboboxListProps {
  id: string;
  trigger: RefObject<HTMLButtonElement | null>;
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
  value: string | undefined;
  onChange: (value: string) => void;
  options: readonly Option[];
  searchPlaceholder?: string;
  onSearch?: (text: string) => void;
}

export function ComboboxList({ id, trigger, isOpen, onOpenChange, value, onChange, options, searchPlaceholder, onSearch }: ComboboxListProps) {
  const t = useTranslations("ui");
  const wentElsewhere = useRef(false);

  function returnFocus(event: Event) {
    event.preventDefault();
    if (!wentElsewhere.current) trigger.current?.focus();
    wentElsewhere.current = false;
  }

  return (
    <Popover.Root open={isOpen} onOpenChange={onOpenChange}>
      <Popover.Anchor virtualRef={trigger as RefObject<HTMLButtonElement>} />
      <Popover.Portal>
        <Popover.Content
          id={id}
          align="start"
          sideOffset={4}
          collisionPadding={8}
          onCloseAutoFocus={returnFocus}
          onInteractOutside={(event) => {
            // A press on the button that opened it closes it by itself.
            if (trigger.current?.contains(event.target as Node)) event.preventDefault();
            else wentElsewhere.current = true;
          }}
          className="z-50 w-(--radix-popover-trigger-width) min-w-56 overflow-hidden rounded-lg bg-raised shadow-pop animate-pop"
        >
          <Command shouldFilter={onSearch === undefined} loop>
            <Command.Input
              placeholder={searchPlaceholder ?? t("search")}
              onValueChange={onSearch}
              className="h-9 w-full border-b bg-transparent px-3 text-sm placeholder:text-ink-faint focus-visible:outline-none"
            />
            <Command.List className="max-h-72 overflow-y-auto p-1">
              <Command.Empty className="px-2 py-6 text-center text-ink-faint">{t("nothingFound")}</Command.Empty>
              {options.map((option) => (
                <Command.Item
                  key={option.value}
                  value={option.value}
                  keywords={[option.label, option.hint ?? ""]}
                  disabled={option.isDisabled}
                  onSelect={() => {
                    onChange(option.value);
                    onOpenChange(false);
                  }}
                  className="flex min-h-7 select-none items-center gap-2 rounded-md px-2 py-1 text-sm data-[selected=true]:bg-hover"
                >
                  <span className="min-w-0 flex-1">
                    <span className="block truncate">{option.label}</span>
                    {option.hint && <span className="block truncate text-xs text-ink-faint">{option.hint}</span>}
                  </span>
                  {option.value === value && <Check className="size-4 text-accent-text" />}
                </Command.Item>
              ))}
            </Command.List>
          </Command>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
