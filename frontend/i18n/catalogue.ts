import "server-only";
import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import type { AbstractIntlMessages } from "next-intl";
import { LOCALES, type Locale } from "./locales";

const read = new Map<Locale, AbstractIntlMessages>();

/** Every messages/<locale>/<feature>.json under its feature's name. */
export function catalogue(locale: Locale): AbstractIntlMessages {
  const known = read.get(locale);
  if (known && process.env.NODE_ENV === "production") return known;
  const folder = path.join(process.cwd(), "messages", LOCALES.find((each) => each === locale) ?? "en");
  const messages: AbstractIntlMessages = {};
  for (const file of readdirSync(folder).filter((name) => name.endsWith(".json"))) {
    messages[file.slice(0, -".json".length)] = JSON.parse(
      readFileSync(path.join(folder, file), "utf8"),
    ) as AbstractIntlMessages;
  }
  read.set(locale, messages);
  return messages;
}
