import type { Column } from "@/features/analytics/model/sheet";
import { cn } from "@/lib/cn";
import type { PlotTone } from "./plots";

const COLOURS: Readonly<Record<PlotTone, string>> = {
  accent: "bg-accent",
  good: "bg-good",
  warn: "bg-warn",
  bad: "bg-bad",
  faint: "bg-line-strong",
};

export function Swatch({ tone, isDashed = false }: { tone: PlotTone; isDashed?: boolean }) {
  return <span aria-hidden className={cn("size-2 shrink-0", isDashed ? "rounded-full" : "rounded-xs", COLOURS[tone])} />;
}

export function Legend({ columns, tones }: { columns: readonly Column[]; tones: readonly PlotTone[] }) {
  return (
    <ul className="flex flex-wrap gap-x-4 gap-y-1 px-4 pb-1 text-xs text-ink-soft">
      {columns.map((column, index) => (
        <li key={column.id} className="flex items-center gap-1.5"><Swatch tone={tones[index] ?? "accent"} isDashed={index > 0} />{column.label}</li>
      ))}
    </ul>
  );
}
