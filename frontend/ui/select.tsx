import { getNonce } from "get-nonce";
import { Check, ChevronDown } from "lucide-react";
import { Select as Radix } from "radix-ui";
import { cn } from "@/lib/cn";
import { INPUT_CLASSES } from "./input";

export interface Option<Value extends string = string> {
  value: Value;
  label: string;
  /** A second, fainter line. */
  hint?: string;
  isDisabled?: boolean;
}

interface SelectProps<Value extends string> {
  id?: string;
  name?: string;
  value: Value | undefined;
  onChange: (value: Value) => void;
  options: readonly Option<Value>[];
  placeholder?: string;
  disabled?: boolean;
  className?: string;
  "aria-label"?: string;
  "aria-labelledby"?: string;
  "aria-describedby"?: string;
  "aria-invalid"?: boolean;
}

/** One of a few; of many, use Combobox. */
export function Select<Value extends string>({ value, onChange, options, placeholder, disabled, name, className, ...aria }: SelectProps<Value>) {
  return (
    <Radix.Root value={value ?? ""} onValueChange={(next) => onChange(next as Value)} disabled={disabled} name={name}>
      <Radix.Trigger
        {...aria}
        className={cn(INPUT_CLASSES, "flex h-8 items-center justify-between gap-2 px-2.5 text-left data-placeholder:text-ink-faint", className)}
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
