import { useLocale } from "next-intl";
import { useMemo } from "react";
import type { Axis } from "@/features/analytics/model/scale";

const SECOND_MS = 1000;

/** How figures are written in the viewer's language. */
export function useFormats() {
  const locale = useLocale();
  return useMemo(() => formatsOf(locale), [locale]);
}

export type Formats = ReturnType<typeof formatsOf>;

export function formatsOf(locale: string) {
  const whole = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
  const tenth = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
  const day = new Intl.DateTimeFormat(locale, { timeZone: "UTC", day: "numeric", month: "short" });
  const clock = new Intl.DateTimeFormat(locale, { timeZone: "UTC", hour: "numeric" });
  const dayAndHour = new Intl.DateTimeFormat(locale, { timeZone: "UTC", day: "numeric", month: "short", hour: "numeric" });
  return {
    count: (value: number) => whole.format(value),
    tenth: (value: number) => tenth.format(value),
    axes: axesOf(locale),
    minutes: (value: number) => (value < 10 ? tenth : whole).format(value),
    percent: (value: number) => `${tenth.format(value)} %`,
    milliseconds: (value: number) => (value < SECOND_MS ? `${whole.format(value)} ms` : `${tenth.format(value / SECOND_MS)} s`),
    money: (currency: string) => moneyFormat(locale, currency),
    zone: (name: string) => new Intl.DateTimeFormat(locale, { timeZone: name, timeZoneName: "long" }).formatToParts().find(({ type }) => type === "timeZoneName")?.value ?? name,
    /** Of a key such as 2026-11-28 or 2026-11-28T09. */
    time: (key: string, isWithinDay: boolean) => {
      const moment = new Date(key.includes("T") ? `${key}:00Z` : `${key}T00:00Z`);
      if (Number.isNaN(moment.getTime())) return key;
      return (key.includes("T") ? (isWithinDay ? clock : dayAndHour) : day).format(moment);
    },
  };
}

/** For axes, which are narrow: ticks say how many digits they need. */
function axesOf(locale: string) {
  const compact = digitsFormat(locale, { notation: "compact" });
  const plain = digitsFormat(locale, {});
  return {
    short: compact,
    percent: (value: number, digits?: number) => `${plain(value, digits)} %`,
    milliseconds: (value: number, digits?: number) => (value < SECOND_MS ? `${plain(value, digits)} ms` : `${plain(value / SECOND_MS, digits)} s`),
    money: (currency: string) => digitsFormat(locale, { style: "currency", currency, notation: "compact", minimumFractionDigits: 0 }),
  };
}

function digitsFormat(locale: string, style: Intl.NumberFormatOptions): Axis {
  const formats = new Map<number, Intl.NumberFormat>();
  return (value, digits = 1) => {
    const format = formats.get(digits) ?? new Intl.NumberFormat(locale, { ...style, maximumFractionDigits: digits });
    formats.set(digits, format);
    return format.format(value);
  };
}

function moneyFormat(locale: string, currency: string): (value: number) => string {
  const style = { style: "currency", currency } as const;
  const large = new Intl.NumberFormat(locale, { ...style, maximumFractionDigits: 2 });
  const small = new Intl.NumberFormat(locale, { ...style, maximumFractionDigits: 4 });
  return (value) => (Math.abs(value) > 0 && Math.abs(value) < 1 ? small : large).format(value);
}
