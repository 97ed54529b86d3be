import { Progress as Radix } from "radix-ui";
import { cn } from "@/lib/cn";

/** `value` of 0 to 100; null while nobody knows how much there is. */
export function Progress({ value, label, className }: { value: number | null; label: string; className?: string }) {
  return (
    <Radix.Root value={value} aria-label={label} className={cn("relative h-1.5 w-full overflow-hidden rounded-full bg-active", className)}>
      <Radix.Indicator
        className={cn("h-full rounded-full bg-accent transition-[width]", value === null && "w-1/3 animate-shimmer")}
        style={value === null ? undefined : { width: `${Math.min(Math.max(value, 0), 100)}%` }}
      />
    </Radix.Root>
  );
}
