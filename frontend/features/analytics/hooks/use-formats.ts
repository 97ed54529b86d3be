import { useLocale } from "next-intl";
import { useMemo } from "react";

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
  const hundredth = new Intl.NumberFormat(locale, { maximumFractionDigits: 2 });
  const short = new Intl.NumberFormat(locale, { notation: "compact", maximumFractionDigits: 1 });
  const day = new Intl.DateTimeFormat(locale, { timeZone: "UTC", day: "numeric", month: "short" });
  const clock = new Intl.DateTimeFormat(locale, { timeZone: "UTC", hour: "numeric" });
  const dayAndHour = new Intl.DateTimeFormat(locale, { timeZone: "UTC", day: "numeric", month: "short", hour: "numeric" });
  return {
    count: (value: number) => whole.format(value),
    tenth: (value: number) => tenth.format(value),
    /** For axes, which are narrow. */
    short: (value: number) => (value < 1 ? hundredth : short).format(value),
    minutes: (value: number) => (value < 10 ? tenth : whole).format(value),
    percent: (value: number) => `${tenth.format(value)} %`,
    milliseconds: (value: number) => (value < SECOND_MS ? `${whole.format(value)} ms` : `${tenth.format(value / SECOND_MS)} s`),
    money: (currency: string) => moneyFormat(locale, currency),
    shortMoney: (currency: string) => {
      const format = new Intl.NumberFormat(locale, { style: "currency", currency, notation: "compact", minimumFractionDigits: 0, maximumFractionDigits: 2 });
      return (value: number) => format.format(value);
    },
    zone: (name: string) => new Intl.DateTimeFormat(locale, { timeZone: name, timeZoneName: "long" }).formatToParts().find(({ type }) => type === "timeZoneName")?.value ?? name,
    /** Of a key such as 2026-11-28 or 2026-11-28T09. */
    time: (key: string, isWithinDay: boolean) => {
      const moment = new Date(key.includes("T") ? `${key}:00Z` : `${key}T00:00Z`);
      if (Number.isNaN(moment.getTime())) return key;
      return (key.includes("T") ? (isWithinDay ? clock : dayAndHour) : day).format(moment);
    },
  };
}

function moneyFormat(locale: string, currency: string): (value: number) => string {
  const style = { style: "currency", currency } as const;
  const large = new Intl.NumberFormat(locale, { ...style, maximumFractionDigits: 2 });
  const small = new Intl.NumberFormat(locale, { ...style, maximumFractionDigits: 4 });
  return (value) => (Math.abs(value) > 0 && Math.abs(value) < 1 ? small : large).format(value);
}
