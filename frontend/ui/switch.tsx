import { Switch as Radix } from "radix-ui";
import { useId, type ReactNode } from "react";
import { cn } from "@/lib/cn";

interface SwitchProps {
  checked: boolean;
  onChange: (checked: boolean) => void;
  label?: ReactNode;
  hint?: ReactNode;
  disabled?: boolean;
  className?: string;
  "aria-label"?: string;
}

/** Takes effect at once; in a form that is saved later, use Checkbox. */
export function Switch({ checked, onChange, label, hint, disabled, className, ...aria }: SwitchProps) {
  const id = useId();
  const control = (
    <Radix.Root
      id={id}
      checked={checked}
      disabled={disabled}
      onCheckedChange={onChange}
      className="inline-flex h-[18px] w-8 shrink-0 items-center rounded-full bg-line-strong px-0.5 transition-colors disabled:opacity-50 data-[state=checked]:bg-accent"
      {...aria}
    >
      <Radix.Thumb className="size-3.5 rounded-full bg-[white] shadow-lift transition-transform data-[state=checked]:translate-x-3.5" />
    </Radix.Root>
  );
  if (label === undefined) return control;
  return (
    <div className={cn("flex items-start justify-between gap-4", className)}>
      <label htmlFor={id} className="text-sm">
        {label}
        {hint !== undefined && <span className="block text-xs text-ink-faint">{hint}</span>}
      </label>
      <span className="flex h-5 items-center">{control}</span>
    </div>
  );
}
