import type { ReactNode } from "react";
import { cn } from "@/lib/cn";

interface CardProps {
  title?: ReactNode;
  hint?: ReactNode;
  actions?: ReactNode;
  /** Leaves the inside to the children, edge to edge. */
  isFlush?: boolean;
  className?: string;
  children?: ReactNode;
}

export function Card({ title, hint, actions, isFlush = false, className, children }: CardProps) {
  return (
    <section className={cn("min-w-0 rounded-xl bg-surface shadow-lift ring-1 ring-line", className)}>
      {(title !== undefined || actions !== undefined) && (
        <header className="flex items-start justify-between gap-3 px-4 pt-3.5 pb-2.5">
          <div className="min-w-0">
            <h2 className="text-sm font-semibold">{title}</h2>
            {hint !== undefined && <p className="mt-0.5 text-xs text-ink-faint">{hint}</p>}
          </div>
          {actions !== undefined && <div className="flex items-center gap-1.5">{actions}</div>}
        </header>
      )}
      <div className={isFlush ? "" : cn("p-4", title !== undefined && "pt-1")}>{children}</div>
    </section>
  );
}
