import type { ReactNode } from "react";
import { cn } from "@/lib/cn";
import { Skeleton } from "./skeleton";

interface StatProps {
  label: ReactNode;
  /** What there is of it; absent while it is loading. */
  value?: ReactNode;
  /** What it is compared with, or a sparkline. */
  note?: ReactNode;
  className?: string;
}

export function Stat({ label, value, note, className }: StatProps) {
  return (
    <div className={cn("min-w-0 rounded-xl bg-surface px-4 py-3 shadow-lift ring-1 ring-line", className)}>
      <p className="truncate text-xs text-ink-soft">{label}</p>
      <p className="numbers mt-1 truncate text-xl font-semibold tracking-tight">
        {value ?? <Skeleton className="my-1.5 h-4 w-16" />}
      </p>
      {note !== undefined && <div className="numbers mt-0.5 text-xs text-ink-faint">{note}</div>}
    </div>
  );
}
