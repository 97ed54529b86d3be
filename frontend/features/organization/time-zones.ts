import type { Option } from "@/ui/select";

/** Every zone the browser knows, by its distance from UTC; `kept` is among them whether or not the browser knows it. */
export function timeZones(kept: string, now: Date, locale: string): Option[] {
  const names = new Set([...Intl.supportedValuesOf("timeZone"), "UTC", kept]);
  return [...names]
    .filter(Boolean)
    .map((name) => ({ name, offset: offsetOf(name, now, "en") }))
    .sort((one, other) => minutes(one.offset) - minutes(other.offset) || one.name.localeCompare(other.name))
    .map(({ name, offset }) => ({ value: name, label: name.replaceAll("_", " "), hint: `${offset} · ${clock(name, now, locale)}` }));
}

function offsetOf(timeZone: string, now: Date, locale: string): string {
  try {
    const parts = new Intl.DateTimeFormat(locale, { timeZone, timeZoneName: "longOffset" }).formatToParts(now);
    return parts.find((part) => part.type === "timeZoneName")?.value ?? "";
  } catch {
    return "";
  }
}

function clock(timeZone: string, now: Date, locale: string): string {
  try {
    return new Intl.DateTimeFormat(locale, { timeZone, timeStyle: "short" }).format(now);
  } catch {
    return "";
  }
}

function minutes(offset: string): number {
  const [, sign, hours = "0", rest = "0"] = /GMT([+-])(\d+):?(\d*)/.exec(offset) ?? [];
  return (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(rest));
}
