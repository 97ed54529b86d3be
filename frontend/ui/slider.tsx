import { Slider as Radix } from "radix-ui";
import { cn } from "@/lib/cn";

interface SliderProps {
  value: number;
  onChange: (value: number) => void;
  min: number;
  max: number;
  step?: number;
  /** The value in words, with its unit: also read aloud. */
  format?: (value: number) => string;
  disabled?: boolean;
  className?: string;
  "aria-label"?: string;
  "aria-labelledby"?: string;
}

export function Slider({ value, onChange, min, max, step = 1, format = String, disabled, className, ...aria }: SliderProps) {
  return (
    <div className={cn("flex h-8 items-center gap-3", className)}>
      <Radix.Root
        value={[value]}
        onValueChange={([next]) => next !== undefined && onChange(next)}
        min={min}
        max={max}
        step={step}
        disabled={disabled}
        className="relative flex h-5 flex-1 touch-none items-center select-none data-disabled:opacity-50"
      >
        <Radix.Track className="relative h-1 grow rounded-full bg-line-strong">
          <Radix.Range className="absolute h-full rounded-full bg-accent" />
        </Radix.Track>
        <Radix.Thumb
          className="block size-4 rounded-full bg-surface shadow-lift ring-1 ring-line-strong"
          aria-valuetext={format(value)}
          {...aria}
        />
      </Radix.Root>
      <output className="numbers min-w-12 text-right text-sm text-ink-soft">{format(value)}</output>
    </div>
  );
}
