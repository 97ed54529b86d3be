import { CircleAlert, CircleCheck, Info, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "@/lib/cn";
import type { Tone } from "./badge";

const LOOKS = {
  neutral: { icon: Info, classes: "bg-active text-ink-soft" },
  accent: { icon: Info, classes: "bg-accent-soft text-accent-text" },
  good: { icon: CircleCheck, classes: "bg-good-soft text-good-text" },
  warn: { icon: TriangleAlert, classes: "bg-warn-soft text-warn-text" },
  bad: { icon: CircleAlert, classes: "bg-bad-soft text-bad-text" },
} as const;

interface BannerProps {
  tone?: Tone;
  title?: ReactNode;
  children?: ReactNode;
  /** A button or link at the end. */
  action?: ReactNode;
  className?: string;
}

export function Banner({ tone = "neutral", title, children, action, className }: BannerProps) {
  const { icon: Icon, classes } = LOOKS[tone];
  return (
    <div role={tone === "bad" ? "alert" : "status"} className={cn("flex items-start gap-2.5 rounded-lg px-3 py-2.5 text-sm", classes, className)}>
      <Icon className="mt-0.5 size-4 shrink-0" aria-hidden />
      <div className="min-w-0 flex-1 break-words">
        {title !== undefined && <p className="font-medium">{title}</p>}
        {children}
      </div>
      {action}
    </div>
  );
}
