import type { LucideIcon } from "lucide-react";
import { Check } from "lucide-react";
import { DropdownMenu as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { cn } from "@/lib/cn";
import { Kbd } from "./kbd";

interface MenuProps {
  /** The button that opens it. */
  trigger: ReactNode;
  align?: "start" | "center" | "end";
  side?: "top" | "right" | "bottom" | "left";
  className?: string;
  children: ReactNode;
}

export function Menu({ trigger, align = "end", side = "bottom", className, children }: MenuProps) {
  return (
    <Radix.Root>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          align={align}
          side={side}
          sideOffset={4}
          collisionPadding={8}
          className={cn("z-50 max-h-(--radix-dropdown-menu-content-available-height) min-w-44 overflow-y-auto rounded-lg bg-raised p-1 shadow-pop animate-pop", className)}
        >
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

const ITEM = "flex min-h-7 select-none items-center gap-2 rounded-md px-2 py-1 text-sm outline-none data-disabled:opacity-50 data-highlighted:bg-hover [&_svg]:size-4 [&_svg]:shrink-0";

interface MenuItemProps {
  icon?: LucideIcon;
  keys?: string;
  isDanger?: boolean;
  disabled?: boolean;
  onSelect?: () => void;
  /** Draws its only child, a link, as the item. */
  asChild?: boolean;
  children: ReactNode;
}

export function MenuItem({ icon: Icon, keys, isDanger = false, disabled, onSelect, asChild = false, children }: MenuItemProps) {
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

interface MenuCheckProps {
  checked: boolean;
  onChange: (checked: boolean) => void;
  disabled?: boolean;
  children: ReactNode;
}

/** Stays open: several may be ticked. */
export function MenuCheck({ checked, onChange, disabled, children }: MenuCheckProps) {
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

interface MenuChoiceProps<Value extends string> {
  value: Value;
  onChange: (value: Value) => void;
  options: readonly { value: Value; label: ReactNode }[];
}

/** One of several. */
export function MenuChoice<Value extends string>({ value, onChange, options }: MenuChoiceProps<Value>) {
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

export function MenuLabel({ children }: { children: ReactNode }) {
  return <Radix.Label className="px-2 pt-1.5 pb-1 text-xs text-ink-faint">{children}</Radix.Label>;
}

export function MenuSeparator() {
  return <Radix.Separator className="-mx-1 my-1 h-px bg-line" />;
}
