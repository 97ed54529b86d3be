import type { ReactNode } from "react";
import { cn } from "@/lib/cn";

export type Tone = "neutral" | "accent" | "good" | "warn" | "bad";

const BADGES: Record<Tone, string> = {
  neutral: "bg-active text-ink-soft",
  accent: "bg-accent-soft text-accent-text",
  good: "bg-good-soft text-good-text",
  warn: "bg-warn-soft text-warn-text",
  bad: "bg-bad-soft text-bad-text",
};

const DOTS: Record<Tone, string> = {
  neutral: "bg-ink-faint",
  accent: "bg-accent",
  good: "bg-good",
  warn: "bg-warn",
  bad: "bg-bad",
};

export function Badge({ tone = "neutral", children, className }: { tone?: Tone; children: ReactNode; className?: string }) {
  return (
    <span className={cn("inline-flex h-5 items-center gap-1 rounded-full px-2 text-xs font-medium whitespace-nowrap [&_svg]:size-3", BADGES[tone], className)}>
      {children}
    </span>
  );
}

/** A coloured dot with words: never the colour alone. */
export function Status({ tone = "neutral", isPulsing = false, children, className }: { tone?: Tone; isPulsing?: boolean; children: ReactNode; className?: string }) {
  return (
    <span className={cn("inline-flex items-center gap-2 whitespace-nowrap", className)}>
      <span className="relative flex size-2" aria-hidden>
        {isPulsing && <span className={cn("absolute inset-0 animate-ping rounded-full opacity-60", DOTS[tone])} />}
        <span className={cn("size-2 rounded-full", DOTS[tone])} />
      </span>
      {children}
    </span>
  );
}
