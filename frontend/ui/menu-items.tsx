"use client";

import { Check } from "lucide-react";
import { Menu as Radix } from "radix-ui/internal";
import { type ReactNode, type RefObject, useRef } from "react";
import { cn } from "@/lib/cn";
import { Kbd } from "./kbd";
import type { MenuCheckProps, MenuChoiceProps, MenuItemProps, MenuProps } from "./menu";

interface MenuItemsProps extends Omit<MenuProps, "trigger"> {
  id: string;
  labelledBy: string;
  button: RefObject<HTMLElement | null>;
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
}

/** What Radix calls a dropdown menu, at a button that is there before it. */
export function MenuItems({ id, labelledBy, button, isOpen, onOpenChange, align = "end", side = "bottom", className, children }: MenuItemsProps) {
  const wentElsewhere = useRef(false);

  function returnFocus(event: Event) {
    event.preventDefault();
    if (!wentElsewhere.current) button.current?.focus();
    wentElsewhere.current = false;
  }

  return (
    <Radix.Root open={isOpen} onOpenChange={onOpenChange}>
      <Radix.Anchor virtualRef={button as RefObject<HTMLElement>} />
      <Radix.Portal>
        <Radix.Content
          id={id}
          aria-labelledby={labelledBy}
          align={align}
          side={side}
          sideOffset={4}
          collisionPadding={8}
          onCloseAutoFocus={returnFocus}
          onInteractOutside={({ detail: { originalEvent } }) => {
            wentElsewhere.current = "button" in originalEvent && (originalEvent.button === 2 || originalEvent.ctrlKey);
          }}
          className={cn("z-50 max-h-(--radix-popper-available-height) min-w-44 overflow-y-auto rounded-lg bg-raised p-1 shadow-pop animate-pop", className)}
        >
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

const ITEM = "flex min-h-7 select-none items-center gap-2 rounded-md px-2 py-1 text-sm outline-none data-disabled:opacity-50 data-highlighted:bg-hover [&_svg]:size-4 [&_svg]:shrink-0";

export function MenuOneItem({ icon: Icon, keys, isDanger = false, disabled, onSelect, asChild = false, children }: MenuItemProps) {
  const classes = cn(ITEM, isDanger ? "text-bad-text" : "text-ink [&_svg]:text-ink-faint");
  if (asChild) return <Radix.Item asChild className={classes} disabled={disabled}>{children}</Radix.Item>;
  return (
    <Radix.Item className={classes} disabled={disabled} onSelect={onSelect}>
      {Icon && <Icon aria-hidden />}
      <span className="flex-1">{children}</span>
      {keys && <Kbd keys={keys} />}
    </Radix.Item>
  );
}

export function MenuCheckItem({ checked, onChange, disabled, children }: MenuCheckProps) {
  return (
    <Radix.CheckboxItem
      className={cn(ITEM, "pl-7 relative")}
      checked={checked}
      disabled={disabled}
      onCheckedChange={onChange}
      onSelect={(event) => event.preventDefault()}
    >
      <Radix.ItemIndicator className="absolute left-1.5"><Check className="text-accent-text" aria-hidden /></Radix.ItemIndicator>
      {children}
    </Radix.CheckboxItem>
  );
}

export function MenuRadioItems<Value extends string>({ value, onChange, options }: MenuChoiceProps<Value>) {
  return (
    <Radix.RadioGroup value={value} onValueChange={(next) => onChange(next as Value)}>
      {options.map((option) => (
        <Radix.RadioItem key={option.value} value={option.value} className={cn(ITEM, "pl-7 relative")} onSelect={(event) => event.preventDefault()}>
          <Radix.ItemIndicator className="absolute left-1.5"><Check className="text-accent-text" aria-hidden /></Radix.ItemIndicator>
          {option.label}
        </Radix.RadioItem>
      ))}
    </Radix.RadioGroup>
  );
}

export function MenuItemLabel({ children }: { children: ReactNode }) {
  return <Radix.Label className="px-2 pt-1.5 pb-1 text-xs text-ink-faint">{children}</Radix.Label>;
}

export function MenuItemLine() {
  return <Radix.Separator className="-mx-1 my-1 h-px bg-line" />;
}
