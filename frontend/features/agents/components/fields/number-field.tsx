import { Input } from "@/ui/input";
import { SpecField, type SpecFieldProps } from "./spec-field";

interface SpecNumberProps extends SpecFieldProps {
  /** What 0 and an empty field stand for, shown while it is empty. */
  fallback?: string;
  unit?: string;
  min?: number;
  max?: number;
  step?: number;
  className?: string;
}

/** A number; empty is the contract's default. */
export function SpecNumber({ path, label, fallback, unit, min, max, step = 1, className }: SpecNumberProps) {
  return (
    <SpecField path={path} label={label} className={className}>
      {(control, { value, set, isReadOnly }) => (
        <div className="max-w-40">
          <Input
            {...control}
            type="number"
            inputMode="decimal"
            min={min}
            max={max}
            step={step}
            readOnly={isReadOnly}
            value={typeof value === "number" && value !== 0 ? value : ""}
            placeholder={fallback}
            trailing={unit && <span className="pr-2 text-xs text-ink-faint">{unit}</span>}
            onChange={(event) => set(event.target.value === "" ? undefined : Number(event.target.value))}
            className="numbers"
          />
        </div>
      )}
    </SpecField>
  );
}
