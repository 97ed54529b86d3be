/** The languages of the Eighth Schedule to the Constitution of India. */
export const INDIAN = ["as", "bn", "brx", "doi", "gu", "hi", "kn", "kok", "ks", "mai", "ml", "mni", "mr", "ne", "or", "pa", "sa", "sat", "sd", "ta", "te", "ur"] as const;

/** What vendors write for two of them. */
const ALIASES: Readonly<Record<string, string>> = { od: "or", gom: "kok" };
export const ANY = "*";

/** The language without region and script: "hi" of "hi-IN". */
export function primary(code: string): string {
  const [first = ""] = code.toLowerCase().split("-");
  return ALIASES[first] ?? first;
}

export function speaks(languages: readonly string[], code: string): boolean {
  return languages.some((each) => each === ANY || primary(each) === primary(code));
}

/** Which of the Indian languages are among them, in the order of the schedule. */
export function indianOf(languages: readonly string[]): string[] {
  return INDIAN.filter((code) => speaks(languages, code));
}

/** Each language once, without its regions. */
export function distinct(languages: readonly string[]): string[] {
  return [...new Set(languages.filter((code) => code !== ANY).map(primary))];
}

export type IndianLanguage = (typeof INDIAN)[number];

export function isIndian(code: string): code is IndianLanguage {
  return INDIAN.some((each) => each === code);
}

/** A language or region in the browser's own words; the code where it has none. */
export function nameOf(type: "language" | "region", code: string, locale: string): string {
  try {
    return new Intl.DisplayNames([locale], { type, fallback: "code" }).of(code) ?? code;
  } catch {
    return code;
  }
}

/** The region of a code: "IN" of "hi-IN", "" of "hi". */
export function regionOf(code: string): string {
  return code.split("-").slice(1).find((part) => /^([A-Za-z]{2}|\d{3})$/.test(part))?.toUpperCase() ?? "";
}
