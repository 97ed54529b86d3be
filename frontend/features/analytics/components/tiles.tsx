"use client";

import { useTranslations } from "next-intl";
import type { Summary } from "@/features/analytics/api/summary";
import { type Formats, useFormats } from "@/features/analytics/hooks/use-formats";
import { type Change, changeOf, type Figures, figuresOf } from "@/features/analytics/model/figures";
import { valueOf } from "@/features/analytics/model/sheets";
import { Tile } from "./tile";

const TILES = [
  { measure: "calls", unit: "percent", wanted: "neither", format: "count" },
  { measure: "minutes", unit: "percent", wanted: "neither", format: "minutes" },
  { measure: "answerRate", unit: "points", wanted: "more", format: "percent" },
  { measure: "containment", unit: "points", wanted: "more", format: "percent" },
  { measure: "failed", unit: "percent", wanted: "less", format: "count" },
  { measure: "p50", unit: "milliseconds", wanted: "less", format: "milliseconds" },
  { measure: "p95", unit: "milliseconds", wanted: "less", format: "milliseconds" },
] as const satisfies readonly { measure: keyof Figures; unit: Change["unit"]; wanted: string; format: keyof Formats }[];

interface TilesProps {
  summary: Summary | undefined;
  /** Of as many days before. */
  before: Summary | undefined;
}

export function Tiles({ summary, before }: TilesProps) {
  const t = useTranslations("analytics.measures");
  const formats = useFormats();
  const [now, then] = [summary && figuresOf(summary.total), before && figuresOf(before.total)];
  const written = (value: number | null | undefined, format: (value: number) => string) => (typeof value === "number" ? format(value) : value);
  const comparable = then && then.calls > 0 ? then : undefined;
  const currencies = [...new Set([...Object.keys(now?.cost ?? {}), ...Object.keys(comparable?.cost ?? {})])];
  return (
    <div className="grid grid-cols-2 gap-3 md:grid-cols-4">
      {TILES.map(({ measure, unit, wanted, format }) => {
        const was = comparable ? valueOf(comparable, measure) : null;
        return (
          <Tile
            key={measure}
            label={t(measure)}
            value={now && written(valueOf(now, measure), formats[format])}
            was={written(was, formats[format]) ?? undefined}
            change={changeOf(now ? valueOf(now, measure) : null, was, unit, wanted)}
          />
        );
      })}
      {currencies.length === 0 && <Tile label={t("cost")} value={now && null} was={undefined} change={undefined} />}
      {currencies.map((currency) => {
        const [amount, was] = [now?.cost[currency] ?? 0, comparable?.cost[currency]];
        const money = formats.money(currency);
        return <Tile key={currency} label={t("cost")} value={now && money(amount)} was={was === undefined ? undefined : money(was)} change={changeOf(amount, was ?? null, "percent", "neither")} />;
      })}
    </div>
  );
}
