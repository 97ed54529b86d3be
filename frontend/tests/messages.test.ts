import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { LOCALES, preferredLocale } from "@/i18n/locales";

interface Messages {
  [key: string]: string | Messages;
}

const folder = path.join(import.meta.dirname, "../messages");
const files = readdirSync(path.join(folder, "en"));

function read(locale: string, file: string): Messages {
  return JSON.parse(readFileSync(path.join(folder, locale, file), "utf8")) as Messages;
}

/** Every key with the arguments its message takes. */
function flat(messages: Messages, prefix = ""): [string, string][] {
  return Object.entries(messages).flatMap(([key, value]) =>
    typeof value === "string" ? [[prefix + key, args(value)] as [string, string]] : flat(value, `${prefix}${key}.`),
  );
}

function args(message: string): string {
  const named = [...message.matchAll(/\{(\w+)[,}]|<(\w+)>/g)].map((found) => found[1] ?? `<${found[2] ?? ""}>`);
  return [...new Set(named)].sort().join();
}

test.each(LOCALES.filter((locale) => locale !== "en"))("%s has the same files as English", (locale) => {
  expect(readdirSync(path.join(folder, locale))).toEqual(files);
});

test.each(LOCALES.filter((locale) => locale !== "en").flatMap((locale) => files.map((file) => [locale, file] as const)))(
  "%s/%s has the same keys, with the same arguments, as English",
  (locale, file) => {
    expect(Object.fromEntries(flat(read(locale, file)))).toEqual(Object.fromEntries(flat(read("en", file))));
  },
);

test.each([
  ["hi-IN,hi;q=0.9,en;q=0.8", "hi"],
  ["ta-IN,hi;q=0.7", "hi"],
  ["fr-FR", "en"],
  ["", "en"],
])("a browser that asks for %j gets %s", (header, locale) => {
  expect(preferredLocale(header)).toBe(locale);
});
