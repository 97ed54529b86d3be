"use client";

import { getNonce } from "get-nonce";
import { Check, ChevronDown } from "lucide-react";
import { Select as Radix } from "radix-ui";
import { useEffect, useRef, useState } from "react";
import { cn } from "@/lib/cn";
import { SELECT_CLASSES, type SelectProps, type SelectWish } from "./select";

/** In place of the button that stood for it; `wish` is what somebody had done to that one. */
export function SelectBox<Value extends string>({ value, onChange, options, placeholder, disabled, name, className, wish, ...aria }: SelectProps<Value> & { wish: SelectWish }) {
  const trigger = useRef<HTMLButtonElement>(null);
  const [atFirst] = useState(wish);
  useEffect(() => {
    if (atFirst === "focus") trigger.current?.focus();
  }, [atFirst]);

  return (
    <Radix.Root value={value ?? ""} onValueChange={(next) => onChange(next as Value)} disabled={disabled} name={name} defaultOpen={wish === "open"}>
      <Radix.Trigger
        {...aria}
        ref={trigger}
        className={cn(SELECT_CLASSES, className)}
      >
        <span className="truncate"><Radix.Value placeholder={placeholder} /></span>
        <Radix.Icon asChild><ChevronDown className="size-4 shrink-0 text-ink-faint" /></Radix.Icon>
      </Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          position="popper"
          sideOffset={4}
          collisionPadding={8}
          className="z-50 max-h-(--radix-select-content-available-height) min-w-(--radix-select-trigger-width) overflow-hidden rounded-lg bg-raised p-1 shadow-pop animate-pop"
        >
          {/* It hides its scroll bar with a style element, which the content security policy lets in by this. */}
          <Radix.Viewport nonce={getNonce()}>
            {options.map((option) => (
              <Radix.Item
                key={option.value}
                value={option.value}
                disabled={option.isDisabled}
                className="relative flex min-h-7 select-none flex-col justify-center rounded-md py-1 pr-8 pl-2 text-sm outline-none data-disabled:opacity-50 data-highlighted:bg-hover"
              >
                <Radix.ItemText>{option.label}</Radix.ItemText>
                {option.hint && <span className="text-xs text-ink-faint">{option.hint}</span>}
                <Radix.ItemIndicator className="absolute top-1.5 right-2"><Check className="size-4 text-accent-text" /></Radix.ItemIndicator>
              </Radix.Item>
            ))}
          </Radix.Viewport>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
