"use client";

import { Command } from "cmdk";
import { Check, ChevronsUpDown } from "lucide-react";
import { useTranslations } from "next-intl";
import { Popover } from "radix-ui";
import { useState } from "react";
import { cn } from "@/lib/cn";
import { INPUT_CLASSES } from "./input";
import type { Option } from "./select";

interface ComboboxProps {
  id?: string;
  value: string | undefined;
  onChange: (value: string) => void;
  options: readonly Option[];
  placeholder?: string;
  searchPlaceholder?: string;
  disabled?: boolean;
  className?: string;
  /** Called as one types, where the options come from a server; without it they are filtered here. */
  onSearch?: (text: string) => void;
  "aria-label"?: string;
  "aria-describedby"?: string;
  "aria-invalid"?: boolean;
}

/** One of many, found by typing. */
export function Combobox({ value, onChange, options, placeholder, searchPlaceholder, disabled, className, onSearch, ...aria }: ComboboxProps) {
  const t = useTranslations("ui");
  const [isOpen, setOpen] = useState(false);
  const chosen = options.find((option) => option.value === value);
  return (
    <Popover.Root open={isOpen} onOpenChange={setOpen}>
      <Popover.Trigger
        {...aria}
        role="combobox"
        aria-expanded={isOpen}
        disabled={disabled}
        className={cn(INPUT_CLASSES, "flex h-8 items-center justify-between gap-2 px-2.5 text-left", className)}
      >
        <span className={cn("truncate", !chosen && "text-ink-faint")}>{chosen?.label ?? placeholder}</span>
        <ChevronsUpDown className="size-4 shrink-0 text-ink-faint" />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          align="start"
          sideOffset={4}
          collisionPadding={8}
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
                    setOpen(false);
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
