const BROWSERS: readonly [RegExp, string][] = [
  [/\bEdgA?\//, "Edge"],
  [/\bOPR\//, "Opera"],
  [/\bSamsungBrowser\//, "Samsung Internet"],
  [/\bFirefox\/|\bFxiOS\//, "Firefox"],
  [/\bChrome\/|\bCriOS\//, "Chrome"],
  [/\bSafari\//, "Safari"],
];

const SYSTEMS: readonly [RegExp, string][] = [
  [/\biPhone\b/, "iPhone"],
  [/\biPad\b/, "iPad"],
  [/\bAndroid\b/, "Android"],
  [/\bWindows\b/, "Windows"],
  [/\bMac OS X\b/, "macOS"],
  [/\bCrOS\b/, "ChromeOS"],
  [/\bLinux\b/, "Linux"],
];

export interface Device {
  /** "Chrome", or the first word of what a program calls itself; empty if it says nothing. */
  browser: string;
  /** "Android"; empty if it does not say. */
  system: string;
  isPhone: boolean;
}

/** What a person recognizes of a User-Agent header. */
export function deviceOf(userAgent: string): Device {
  const named = (list: readonly [RegExp, string][]) => list.find(([pattern]) => pattern.test(userAgent))?.[1] ?? "";
  const system = named(SYSTEMS);
  return {
    browser: named(BROWSERS) || (/^[^\s/]+/.exec(userAgent)?.[0] ?? ""),
    system,
    isPhone: ["iPhone", "iPad", "Android"].includes(system),
  };
}
