import type { Row, Sheet } from "@/features/analytics/model/sheet";
import { Swatch } from "./legend";
import type { PlotTone } from "./plots";

interface PlotTooltipProps {
  sheet: Sheet;
  tones: readonly PlotTone[];
  /** Given by the chart: what the pointer is at. */
  active?: boolean;
  payload?: readonly { payload?: unknown }[];
}

export function PlotTooltip({ sheet, tones, active, payload }: PlotTooltipProps) {
  const row = payload?.[0]?.payload as Row | undefined;
  if (!active || !row) return null;
  return (
    <div className="min-w-32 rounded-md bg-raised px-2.5 py-2 text-xs shadow-pop">
      <p className="mb-1 font-medium text-ink">{row.label}</p>
      {sheet.columns.map((column, index) => (
        <p key={column.id} className="flex items-center gap-2 text-ink-soft">
          {tones[index] ? <Swatch tone={tones[index]} isDashed={index > 0} /> : <span className="size-2" />}
          <span className="flex-1">{column.label}</span>
          <span className="numbers font-medium text-ink">{written(row.values[index], column.format)}</span>
        </p>
      ))}
    </div>
  );
}

function written(value: number | null | undefined, format: (value: number) => string): string {
  return value === null || value === undefined ? "–" : format(value);
}
