"use client";

import { useTranslations } from "next-intl";
import { ANY, INDIAN, distinct, indianOf } from "../languages";

/** How many languages, and how many of the Indian ones. */
export function LanguagesLine({ languages }: { languages: readonly string[] }) {
  const t = useTranslations("integrations.languages");
  if (languages.includes(ANY)) return <span>{t("any")}</span>;
  const indian = indianOf(languages).length;
  return (
    <span className="numbers">
      {t("count", { count: distinct(languages).length })}
      {indian > 0 && ` · ${t("indian", { count: indian, all: INDIAN.length })}`}
    </span>
  );
}
