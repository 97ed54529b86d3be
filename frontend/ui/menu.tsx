"use client";

import type { LucideIcon } from "lucide-react";
import { Slot } from "radix-ui";
import { type KeyboardEvent, type ReactNode, useId, useRef, useState } from "react";
import { overlays, useOverlays } from "./overlay";

export interface MenuProps {
  /** The button that opens it. */
  trigger: ReactNode;
  align?: "start" | "center" | "end";
  side?: "top" | "right" | "bottom" | "left";
  className?: string;
  children: ReactNode;
}

export function Menu({ trigger, children, ...rest }: MenuProps) {
  const [isOpen, setOpen] = useState(false);
  const button = useRef<HTMLElement>(null);
  const [buttonId, menuId] = [useId(), useId()];
  const Items = useOverlays(isOpen)?.MenuItems;

  function onKeyDown(event: KeyboardEvent) {
    if (event.key !== "ArrowDown") return;
    event.preventDefault();
    setOpen(true);
  }

  return (
    <>
      <Slot.Root
        ref={button}
        id={buttonId}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        aria-controls={isOpen ? menuId : undefined}
        data-state={isOpen ? "open" : "closed"}
        onClick={() => setOpen(!isOpen)}
        onKeyDown={onKeyDown}
      >
        {trigger}
      </Slot.Root>
      {Items && <Items {...rest} id={menuId} labelledBy={buttonId} button={button} isOpen={isOpen} onOpenChange={setOpen}>{children}</Items>}
    </>
  );
}

export interface MenuItemProps {
  icon?: LucideIcon;
  keys?: string;
  isDanger?: boolean;
  disabled?: boolean;
  onSelect?: () => void;
  /** Draws its only child, a link, as the item. */
  asChild?: boolean;
  children: ReactNode;
}

/** What stands in a menu is drawn when it is open, and by then its code has come. */
export function MenuItem(props: MenuItemProps) {
  const Item = overlays.code?.MenuOneItem;
  return Item && <Item {...props} />;
}

export interface MenuCheckProps {
  checked: boolean;
  onChange: (checked: boolean) => void;
  disabled?: boolean;
  children: ReactNode;
}

/** Stays open: several may be ticked. */
export function MenuCheck(props: MenuCheckProps) {
  const Item = overlays.code?.MenuCheckItem;
  return Item && <Item {...props} />;
}

export interface MenuChoiceProps<Value extends string> {
  value: Value;
  onChange: (value: Value) => void;
  options: readonly { value: Value; label: ReactNode }[];
}

/** One of several. */
export function MenuChoice<Value extends string>(props: MenuChoiceProps<Value>) {
  const Items = overlays.code?.MenuRadioItems;
  return Items && <Items {...props} />;
}

export function MenuLabel({ children }: { children: ReactNode }) {
  const Label = overlays.code?.MenuItemLabel;
  return Label && <Label>{children}</Label>;
}

export function MenuSeparator() {
  const Line = overlays.code?.MenuItemLine;
  return Line && <Line />;
}
