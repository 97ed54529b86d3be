"use client";

import { PanelLeft, SunMoon } from "lucide-react";
import { useTranslations } from "next-intl";
import { useMemo, useRef, useEffect } from "react";
import { showTheme } from "@/lib/theme";
import { type Command, CommandPalette, useCommands } from "@/ui/command-palette";
import { usePlaces } from "../hooks/use-places";

interface PaletteProps {
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
  onCollapse: () => void;
}

export function Palette({ isOpen, onOpenChange, onCollapse }: PaletteProps) {
  const t = useTranslations("shell");
  const places = usePlaces();
  const collapse = useRef(onCollapse);
  useEffect(() => {
    collapse.current = onCollapse;
  });

  const names = places.flat().map((place) => place.name).join();
  const commands = useMemo<Command[]>(
    () => [
      ...places.flat().map((place) => ({
        id: `go.${place.name}`,
        label: t(`nav.${place.name}`),
        group: t("goTo"),
        icon: place.icon,
        keys: place.keys,
        href: place.href,
      })),
      { id: "view.theme", label: t("toggleTheme"), group: t("view"), icon: SunMoon, run: toggleTheme },
      { id: "view.nav", label: t("toggleNav"), group: t("view"), icon: PanelLeft, keys: "[", run: () => collapse.current() },
    ],
    // The places are new with every render, but the same while their names are.
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [names, t],
  );
  useCommands(commands);
  return <CommandPalette isOpen={isOpen} onOpenChange={onOpenChange} />;
}

function toggleTheme() {
  const chosen = document.documentElement.dataset.theme;
  const isDark = chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  showTheme(isDark ? "light" : "dark");
}
