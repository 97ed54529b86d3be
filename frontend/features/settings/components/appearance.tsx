"use client";

import { useRouter } from "next/navigation";
import { useLocale, useTranslations } from "next-intl";
import { LOCALES, LOCALE_NAMES, type Locale } from "@/i18n/locales";
import { cn } from "@/lib/cn";
import { PREFERENCES, type Theme, keepPreference } from "@/lib/preferences";
import { showTheme, useTheme } from "@/lib/theme";
import { DateTime } from "@/ui/date-time";
import { FormSection } from "@/ui/form";
import { PageHeader } from "@/ui/page-header";
import { RadioCards } from "@/ui/radio-cards";

const THEMES: readonly Theme[] = ["system", "light", "dark"];

/** What this browser remembers. */
export function Appearance() {
  const t = useTranslations("settings.appearance");
  const themes = useTranslations("shell.theme");
  const router = useRouter();
  const locale = useLocale();
  const theme = useTheme();

  function speak(next: Locale) {
    keepPreference(PREFERENCES.locale, next);
    router.refresh();
  }

  return (
    <>
      <PageHeader title={t("title")} description={t("description")} />
      <FormSection title={themes("title")} hint={t("themeHint")}>
        <RadioCards
          aria-label={themes("title")}
          className="grid grid-cols-3 gap-3"
          value={theme}
          onChange={showTheme}
          options={THEMES.map((value) => ({ value, label: themes(value), picture: <ThemePicture theme={value} /> }))}
        />
      </FormSection>
      <FormSection title={t("language")} hint={t("languageHint")}>
        <RadioCards
          aria-label={t("language")}
          className="grid grid-cols-2 gap-3"
          value={locale}
          onChange={speak}
          options={LOCALES.map((value) => ({ value, label: <span lang={value}>{LOCALE_NAMES[value]}</span>, hint: t(`languages.${value}`) }))}
        />
      </FormSection>
      <FormSection title={t("times")} hint={t("timesHint")}>
        <p className="text-sm">
          {Intl.DateTimeFormat(locale, { timeZoneName: "long" }).formatToParts().find((part) => part.type === "timeZoneName")?.value}
          <span className="block text-xs text-ink-faint">{t("now")} <DateTime value={new Date().toISOString()} style="exact" /></span>
        </p>
      </FormSection>
    </>
  );
}

/** A window in the theme's own colours, whatever the page is drawn in. */
function ThemePicture({ theme }: { theme: Theme }) {
  return (
    <span aria-hidden className="mb-2 flex h-12 overflow-hidden rounded-md ring-1 ring-line">
      {(theme === "system" ? (["light", "dark"] as const) : [theme]).map((each) => (
        <span key={each} className={cn("flex flex-1 gap-1 p-1.5", each === "light" ? "scheme-light" : "scheme-dark", "bg-[light-dark(oklch(0.967_0.003_230),oklch(0.155_0.008_235))]")}>
          <span className="w-1/4 rounded-sm bg-[light-dark(oklch(0.9_0.01_230),oklch(0.28_0.01_235))]" />
          <span className="flex flex-1 flex-col gap-1 rounded-sm bg-[light-dark(oklch(1_0_0),oklch(0.22_0.01_235))] p-1">
            <span className="h-1 w-2/3 rounded-full bg-[light-dark(oklch(0.47_0.095_218),oklch(0.62_0.105_214))]" />
            <span className="h-1 w-full rounded-full bg-[light-dark(oklch(0.88_0.01_230),oklch(0.35_0.01_235))]" />
          </span>
        </span>
      ))}
    </span>
  );
}
