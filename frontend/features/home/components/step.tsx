import { Check } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "@/lib/cn";

interface StepProps {
  number: number;
  title: ReactNode;
  children: ReactNode;
  isDone: boolean;
  doneLabel: string;
  action: ReactNode;
}

export function Step({ number, title, children, isDone, doneLabel, action }: StepProps) {
  return (
    <li className="flex gap-4 border-t px-4 py-4 first:border-t-0">
      <span
        className={cn(
          "numbers mt-px flex size-6 shrink-0 items-center justify-center rounded-full text-xs font-semibold",
          isDone ? "bg-good-soft text-good-text" : "bg-active text-ink-soft",
        )}
      >
        {isDone ? <Check className="size-3.5" strokeWidth={2.5} aria-label={doneLabel} /> : number}
      </span>
      <div className="flex min-w-0 flex-1 flex-col gap-3 sm:flex-row sm:items-center sm:justify-between">
        <div className="min-w-0">
          <h3 className="text-sm font-semibold">{title}</h3>
          <div className="mt-0.5 max-w-xl text-sm text-pretty text-ink-soft">{children}</div>
        </div>
        <div className="flex shrink-0 gap-2">{action}</div>
      </div>
    </li>
  );
}
