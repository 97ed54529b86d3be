"use client";

import { ChevronRight } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ReactNode, useId, useRef, useState } from "react";
import { hasValues, type Sheet } from "@/features/analytics/model/sheet";
import type { Axis } from "@/features/analytics/model/scale";
import { cn } from "@/lib/cn";
import { Card } from "@/ui/card";
import { Skeleton } from "@/ui/skeleton";
import { Plot } from "./lazy-plot";
import { Legend } from "./legend";
import type { PlotKind, PlotTone } from "./plots";
import { SaveMenu } from "./save-menu";
import { SheetTable } from "./sheet-table";

export interface ChartCardProps {
  title: string;
  hint?: string;
  kind: PlotKind;
  /** Absent while it is loading. */
  sheet: Sheet | undefined;
  tones: readonly PlotTone[];
  axis: Axis;
  max?: number;
  /** What files are called by, besides the sheet: the days. */
  days: string;
  /** What is said if there is nothing to draw. */
  empty?: string;
  actions?: ReactNode;
}

export function ChartCard({ title, hint, sheet, empty, days, actions, ...plot }: ChartCardProps) {
  const t = useTranslations("analytics");
  const drawing = useRef<HTMLDivElement>(null);
  // A ranking draws its first column only.
  const isEmpty = sheet !== undefined && !hasValues(sheet, plot.kind === "ranking" ? 1 : undefined);
  return (
    <Card
      isFlush
      title={title}
      hint={hint}
      className="flex flex-col [&>:last-child]:flex [&>:last-child]:flex-1 [&>:last-child]:flex-col"
      actions={<>{actions}<SaveMenu title={title} name={`${sheet?.name ?? ""}-${days}`} sheet={isEmpty ? undefined : sheet} drawing={drawing} /></>}
    >
      {sheet === undefined && <Skeleton className="mx-4 mb-4 h-56" />}
      {isEmpty && <p className="flex h-56 items-center justify-center px-6 text-center text-sm text-pretty text-ink-faint">{empty ?? t("nothing")}</p>}
      {sheet && !isEmpty && (
        <>
          {plot.kind !== "ranking" && sheet.columns.length > 1 && <Legend columns={sheet.columns} tones={plot.tones} />}
          <div ref={drawing} role="img" aria-label={t("chartOf", { title })} className="px-2 pb-2">
            <Plot sheet={sheet} {...plot} />
          </div>
          <Figures sheet={sheet} title={title} />
        </>
      )}
    </Card>
  );
}

/** The table under a chart, which says the same to whom the chart says nothing. */
function Figures({ sheet, title }: { sheet: Sheet; title: string }) {
  const t = useTranslations("analytics");
  const [isOpen, setOpen] = useState(false);
  const id = useId();
  return (
    <div className="mt-auto border-t">
      <button
        type="button"
        aria-expanded={isOpen}
        aria-controls={id}
        onClick={() => setOpen(!isOpen)}
        className="flex h-9 w-full items-center gap-1 px-4 text-xs text-ink-soft hover:text-ink focus-visible:-outline-offset-2"
      >
        <ChevronRight className={cn("size-3.5 transition-transform", isOpen && "rotate-90")} aria-hidden />
        {t("figures")}<span className="sr-only">: {title}</span>
      </button>
      <div id={id} hidden={!isOpen}>{isOpen && <SheetTable sheet={sheet} caption={title} className="max-h-80 border-t" />}</div>
    </div>
  );
}
