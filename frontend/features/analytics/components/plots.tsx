"use client";

import { Bar, BarChart, CartesianGrid, Line, LineChart, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import { type Axis, ticksOf, writerOf } from "@/features/analytics/model/scale";
import type { Row, Sheet } from "@/features/analytics/model/sheet";
import { PlotTooltip } from "./plot-tooltip";

/** The library of charts is large: only lazy-plot.tsx loads this file. */

export const TONES = {
  accent: "var(--accent)",
  good: "var(--good)",
  warn: "var(--warn)",
  bad: "var(--bad)",
  faint: "var(--line-strong)",
} as const;
export type PlotTone = keyof typeof TONES;
export type PlotKind = "bars" | "lines" | "ranking";

export interface PlotProps {
  kind: PlotKind;
  sheet: Sheet;
  tones: readonly PlotTone[];
  /** Writes the numbers of the axis. */
  axis: Axis;
  /** The largest number there can be, 100 for percent. */
  max?: number;
}

const HEIGHT = 224;
const RANK_HEIGHT = 34;
const RANKED = 10;
const TICK = { fill: "var(--ink-faint)", fontSize: 11 };
const CURSOR = { fill: "var(--hover)", stroke: "var(--line-strong)" };

export default function Plot(props: PlotProps) {
  if (props.kind === "ranking") return <Ranking {...props} />;
  return props.kind === "bars" ? <Bars {...props} /> : <Lines {...props} />;
}

function Bars({ sheet, tones, axis, max }: PlotProps) {
  const largest = max ?? largestOf(sheet.rows.map(({ values }) => values.reduce<number>((sum, value) => sum + (value ?? 0), 0)));
  return (
    <ResponsiveContainer width="100%" height={HEIGHT}>
      <BarChart data={[...sheet.rows]} margin={MARGIN} barCategoryGap="18%" accessibilityLayer={false}>
        {frame(sheet, axis, largest)}
        <Tooltip cursor={{ fill: "var(--hover)" }} isAnimationActive={false} content={<PlotTooltip sheet={sheet} tones={tones} />} />
        {sheet.columns.map((column, index) => (
          <Bar
            key={column.id}
            dataKey={(row: Row) => row.values[index]}
            stackId="all"
            fill={colourOf(tones, index)}
            maxBarSize={44}
            radius={index === sheet.columns.length - 1 ? [3, 3, 0, 0] : 0}
            isAnimationActive={false}
          />
        ))}
      </BarChart>
    </ResponsiveContainer>
  );
}

function Lines({ sheet, tones, axis, max }: PlotProps) {
  const largest = max ?? largestOf(sheet.rows.flatMap(({ values }) => values));
  return (
    <ResponsiveContainer width="100%" height={HEIGHT}>
      <LineChart data={[...sheet.rows]} margin={MARGIN} accessibilityLayer={false}>
        {frame(sheet, axis, largest)}
        <Tooltip cursor={CURSOR} isAnimationActive={false} content={<PlotTooltip sheet={sheet} tones={tones} />} />
        {sheet.columns.map((column, index) => (
          <Line
            key={column.id}
            dataKey={(row: Row) => row.values[index]}
            stroke={colourOf(tones, index)}
            strokeWidth={2}
            strokeDasharray={index === 0 ? undefined : "5 3"}
            type="monotone"
            dot={{ r: 2, fill: colourOf(tones, index), strokeWidth: 0 }}
            activeDot={{ r: 4, strokeWidth: 0 }}
            isAnimationActive={false}
          />
        ))}
      </LineChart>
    </ResponsiveContainer>
  );
}

function Ranking({ sheet, tones, axis }: PlotProps) {
  const rows = sheet.rows.slice(0, RANKED);
  const ticks = ticksOf(largestOf(rows.map(({ values }) => values[0] ?? null)), true);
  return (
    <ResponsiveContainer width="100%" height={rows.length * RANK_HEIGHT + 28}>
      <BarChart data={rows} layout="vertical" margin={{ ...MARGIN, right: 44 }} barCategoryGap="30%" accessibilityLayer={false}>
        <CartesianGrid horizontal={false} stroke="var(--line)" />
        <XAxis type="number" tick={TICK} tickLine={false} axisLine={false} tickFormatter={writerOf(ticks, axis)} ticks={ticks} domain={domainOf(ticks)} />
        <YAxis type="category" dataKey="label" width={150} tick={{ ...TICK, fill: "var(--ink-soft)", fontSize: 12 }} tickLine={false} axisLine={false} interval={0} />
        <Tooltip cursor={{ fill: "var(--hover)" }} isAnimationActive={false} content={<PlotTooltip sheet={sheet} tones={tones} />} />
        <Bar
          dataKey={(row: Row) => row.values[0]}
          fill={colourOf(tones, 0)}
          radius={[0, 3, 3, 0]}
          maxBarSize={18}
          isAnimationActive={false}
          label={{ position: "right", fill: "var(--ink-soft)", fontSize: 11, formatter: (value: unknown) => axis(Number(value)) }}
        />
      </BarChart>
    </ResponsiveContainer>
  );
}

const MARGIN = { top: 8, right: 8, bottom: 0, left: 0 };

function frame(sheet: Sheet, axis: Axis, largest: number) {
  const isWhole = sheet.rows.every((row) => row.values.every((value) => value === null || Number.isInteger(value)));
  const ticks = ticksOf(largest, isWhole);
  return (
    <>
      <CartesianGrid vertical={false} stroke="var(--line)" />
      <XAxis dataKey="label" tick={TICK} tickLine={false} axisLine={{ stroke: "var(--line-strong)" }} minTickGap={24} tickMargin={6} />
      <YAxis width={52} tick={TICK} tickLine={false} axisLine={false} tickFormatter={writerOf(ticks, axis)} ticks={ticks} domain={domainOf(ticks)} interval={0} />
    </>
  );
}

function largestOf(values: readonly (number | null)[]): number {
  return values.reduce<number>((largest, value) => Math.max(largest, value ?? 0), 0);
}

function domainOf(ticks: readonly number[]): [number, number] {
  return [0, ticks.at(-1) ?? 1];
}

function colourOf(tones: readonly PlotTone[], index: number): string {
  return TONES[tones[index] ?? "accent"];
}
