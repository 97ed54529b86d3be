import { Check, Minus } from "lucide-react";
import { Checkbox as Radix } from "radix-ui";
import { useId, type ReactNode } from "react";
import { cn } from "@/lib/cn";

interface CheckboxProps {
  checked: boolean | "indeterminate";
  onChange: (checked: boolean) => void;
  /** Words beside the box; without them give an `aria-label`. */
  label?: ReactNode;
  hint?: ReactNode;
  disabled?: boolean;
  className?: string;
  "aria-label"?: string;
}

export function Checkbox({ checked, onChange, label, hint, disabled, className, ...aria }: CheckboxProps) {
  const id = useId();
  const box = (
    <Radix.Root
      id={id}
      checked={checked}
      disabled={disabled}
      onCheckedChange={(next) => onChange(next === true)}
      className="flex size-4 shrink-0 items-center justify-center rounded bg-surface text-accent-ink ring-1 ring-inset ring-line-strong disabled:opacity-50 data-[state=checked]:bg-accent data-[state=checked]:ring-0 data-[state=indeterminate]:bg-accent data-[state=indeterminate]:ring-0"
      {...aria}
    >
      <Radix.Indicator>
        {checked === "indeterminate" ? <Minus className="size-3" strokeWidth={3} /> : <Check className="size-3" strokeWidth={3} />}
      </Radix.Indicator>
    </Radix.Root>
  );
  if (label === undefined) return box;
  return (
    <div className={cn("flex gap-2.5", className)}>
      <span className="flex h-5 items-center">{box}</span>
      <label htmlFor={id} className="text-sm">
        {label}
        {hint !== undefined && <span className="block text-xs text-ink-faint">{hint}</span>}
      </label>
    </div>
  );
}
