import { cn } from "@/lib/cn";

const MOST = 100;

/** `value` of 0 to 100; null while nobody knows how much there is. */
export function Progress({ value, label, className }: { value: number | null; label: string; className?: string }) {
  const shown = value === null ? undefined : Math.min(Math.max(value, 0), MOST);
  return (
    <div role="progressbar" aria-label={label} aria-valuemin={0} aria-valuemax={MOST} aria-valuenow={shown} className={cn("relative h-1.5 w-full overflow-hidden rounded-full bg-active", className)}>
      <div
        className={cn("h-full rounded-full bg-accent transition-[width]", shown === undefined && "w-1/3 animate-shimmer")}
        style={shown === undefined ? undefined : { width: `${shown}%` }}
      />
    </div>
  );
}
