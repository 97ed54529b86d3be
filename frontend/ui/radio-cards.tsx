import { RadioGroup as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { cn } from "@/lib/cn";

interface RadioCard<Value extends string> {
  value: Value;
  label: ReactNode;
  hint?: ReactNode;
  /** Above the words: a picture of the choice. */
  picture?: ReactNode;
  isDisabled?: boolean;
}

interface RadioCardsProps<Value extends string> {
  value: Value;
  onChange: (value: Value) => void;
  options: readonly RadioCard<Value>[];
  disabled?: boolean;
  className?: string;
  id?: string;
  "aria-label"?: string;
  "aria-describedby"?: string;
  "aria-invalid"?: boolean;
}

/** One of a few that need explaining: all of them are seen at once. */
export function RadioCards<Value extends string>({ value, onChange, options, disabled, className, ...aria }: RadioCardsProps<Value>) {
  return (
    <Radix.Root {...aria} value={value} onValueChange={(next) => onChange(next as Value)} disabled={disabled} className={cn("flex flex-col gap-2", className)}>
      {options.map((option) => (
        <Radix.Item
          key={option.value}
          value={option.value}
          disabled={option.isDisabled}
          className="group flex min-w-0 items-start gap-2.5 rounded-lg bg-surface px-3 py-2.5 text-left shadow-lift ring-1 ring-line ring-inset transition-colors hover:bg-hover data-disabled:opacity-50 data-[state=checked]:bg-accent-soft data-[state=checked]:ring-accent"
        >
          <span aria-hidden className="mt-0.5 flex size-4 shrink-0 items-center justify-center rounded-full bg-surface ring-1 ring-line-strong ring-inset group-data-[state=checked]:bg-accent group-data-[state=checked]:ring-0">
            <Radix.Indicator className="size-1.5 rounded-full bg-accent-ink" />
          </span>
          <span className="min-w-0 flex-1">
            {option.picture}
            <span className="block text-sm font-medium">{option.label}</span>
            {option.hint !== undefined && <span className="mt-0.5 block text-xs text-pretty text-ink-soft">{option.hint}</span>}
          </span>
        </Radix.Item>
      ))}
    </Radix.Root>
  );
}
