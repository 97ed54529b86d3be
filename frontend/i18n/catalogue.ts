import "server-only";
import { readdirSync } from "node:fs";
import path from "node:path";
import type { AbstractIntlMessages } from "next-intl";
import { LOCALES, type Locale } from "./locales";

const read = new Map<Locale, Promise<AbstractIntlMessages>>();

/** Every messages/<locale>/<feature>.json under its feature's name, compiled, so that browsers need no parser. */
export function catalogue(locale: Locale): Promise<AbstractIntlMessages> {
  const chosen = LOCALES.find((each) => each === locale) ?? "en";
  const known = read.get(chosen);
  if (known && process.env.NODE_ENV === "production") return known;
  const reading = readAll(chosen);
  read.set(chosen, reading);
  return reading;
}

async function readAll(locale: Locale): Promise<AbstractIntlMessages> {
  const names = readdirSync(path.join(process.cwd(), "messages", locale))
    .filter((file) => file.endsWith(".json"))
    .map((file) => file.slice(0, -".json".length));
  return Object.fromEntries(await Promise.all(names.map(async (name) => [name, await messagesOf(locale, name)] as const)));
}

async function messagesOf(locale: Locale, name: string): Promise<AbstractIntlMessages> {
  const { default: messages } = (await import(`../messages/${locale}/${name}.json`)) as { default: AbstractIntlMessages };
  return messages;
}
