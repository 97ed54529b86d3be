"use client";

import { ChevronsUpDown, LogOut, Settings } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useLocale, useTranslations } from "next-intl";
import { LOCALES, LOCALE_NAMES, type Locale } from "@/i18n/locales";
import { PREFERENCES, type Theme, keepPreference } from "@/lib/preferences";
import { showTheme, useTheme } from "@/lib/theme";
import { Menu, MenuChoice, MenuItem, MenuLabel, MenuSeparator } from "@/ui/menu";
import { toast } from "@/ui/toast";
import { signOut } from "@/features/session/api/session";
import { useMe } from "@/features/session/hooks/use-me";

const THEMES: readonly Theme[] = ["system", "light", "dark"];

export function UserMenu({ isCollapsed, theme }: { isCollapsed: boolean; theme: Theme }) {
  const t = useTranslations("shell");
  const me = useMe();
  const name = me.display_name || me.email;
  return (
    <Menu
      side="top"
      align="start"
      className="w-56"
      trigger={
        <button type="button" className="flex items-center gap-2.5 rounded-md p-1.5 text-left hover:bg-hover">
          <span className="flex size-7 shrink-0 items-center justify-center rounded-full bg-accent-soft text-xs font-semibold text-accent-text" aria-hidden>
            {name.slice(0, 1).toUpperCase()}
          </span>
          <span className="sr-only">{t("account")}</span>
          {!isCollapsed && (
            <>
              <span className="min-w-0 flex-1 leading-4">
                <span className="block truncate font-medium">{name}</span>
                <span className="block truncate text-xs text-ink-faint">{t(`roles.${me.role}`)}</span>
              </span>
              <ChevronsUpDown className="size-3.5 text-ink-faint" aria-hidden />
            </>
          )}
        </button>
      }
    >
      <MenuLabel>{me.email}</MenuLabel>
      <MenuItem asChild><Link href="/settings"><Settings aria-hidden />{t("nav.settings")}</Link></MenuItem>
      <MenuSeparator />
      <MenuLabel>{t("theme.title")}</MenuLabel>
      <ThemeChoice initial={theme} />
      <MenuSeparator />
      <MenuLabel>{t("language")}</MenuLabel>
      <LanguageChoice />
      <MenuSeparator />
      <MenuItem icon={LogOut} onSelect={() => void leave(t("signOutFailed"))}>{t("signOut")}</MenuItem>
    </Menu>
  );
}

function ThemeChoice({ initial }: { initial: Theme }) {
  const t = useTranslations("shell.theme");
  return <MenuChoice value={useTheme(initial)} onChange={showTheme} options={THEMES.map((value) => ({ value, label: t(value) }))} />;
}

function LanguageChoice() {
  const router = useRouter();
  function choose(next: Locale) {
    keepPreference(PREFERENCES.locale, next);
    router.refresh();
  }
  return <MenuChoice value={useLocale()} onChange={choose} options={LOCALES.map((value) => ({ value, label: LOCALE_NAMES[value] }))} />;
}

/** A whole new page, so that nothing of the session stays in memory. */
async function leave(failure: string) {
  try {
    await signOut();
    location.assign("/sign-in");
  } catch {
    toast({ title: failure, tone: "bad" });
  }
}
