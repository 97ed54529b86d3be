import { useLocale, useTranslations } from "next-intl";
import { useCallback } from "react";
import { isIndian, nameOf, primary, regionOf } from "../languages";

/** Names a language. Browsers leave out names of rarer ones: those of India are ours. */
export function useLanguageName(): (code: string) => string {
  const t = useTranslations("integrations.languages");
  const locale = useLocale();
  return useCallback(
    (code) => {
      const language = primary(code);
      if (!isIndian(language)) return nameOf("language", code, locale);
      const region = regionOf(code);
      return region && region !== "IN" ? t("withRegion", { language: t(`names.${language}`), region: nameOf("region", region, locale) }) : t(`names.${language}`);
    },
    [t, locale],
  );
}
