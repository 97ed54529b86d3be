"use client";

import { useLocale } from "next-intl";
import { useEffect, useState } from "react";

const UNITS = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
] as const;
const RELATIVE_UP_TO_S = 7 * 86_400;
const TICK_MS = 30_000;

interface DateTimeProps {
  /** RFC 3339, as the API has it; absent shows a dash. */
  value: string | undefined;
  /** "relative" says how long ago up to a week, "exact" always the moment. */
  style?: "relative" | "exact" | "date" | "time";
  className?: string;
}

/** A moment in the viewer's time zone; the title has it to the second, with the zone. */
export function DateTime({ value, style = "relative", className }: DateTimeProps) {
  const locale = useLocale();
  const now = useNow(style === "relative");
  if (value === undefined) return <span className="text-ink-faint">–</span>;
  const moment = new Date(value);
  return (
    <time dateTime={value} title={exactMoment(moment, locale)} className={className}>
      {style === "relative" ? relativeMoment(moment, now, locale) : shortMoment(moment, locale, style)}
    </time>
  );
}

function useNow(isTicking: boolean): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (!isTicking) return;
    const timer = setInterval(() => setNow(Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, [isTicking]);
  return now;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** Made once: that takes longer than a hundred moments. */
function formatOf(locale: string, parts: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${locale} ${parts.dateStyle} ${parts.timeStyle}`;
  const format = formats.get(key) ?? new Intl.DateTimeFormat(locale, parts);
  formats.set(key, format);
  return format;
}

function exactMoment(moment: Date, locale: string): string {
  return formatOf(locale, { dateStyle: "full", timeStyle: "long" }).format(moment);
}

function shortMoment(moment: Date, locale: string, style: "exact" | "date" | "time"): string {
  const parts: Intl.DateTimeFormatOptions =
    style === "time" ? { timeStyle: "medium" } : style === "date" ? { dateStyle: "medium" } : { dateStyle: "medium", timeStyle: "short" };
  return formatOf(locale, parts).format(moment);
}

export function relativeMoment(moment: Date, now: number, locale: string): string {
  const seconds = Math.round((moment.getTime() - now) / 1000);
  if (Math.abs(seconds) > RELATIVE_UP_TO_S) return shortMoment(moment, locale, "date");
  const words = new Intl.RelativeTimeFormat(locale, { numeric: "auto", style: "short" });
  for (const [unit, size] of UNITS) {
    if (Math.abs(seconds) >= size) return words.format(Math.trunc(seconds / size), unit);
  }
  return words.format(0, "second");
}
