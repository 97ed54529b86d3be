"use client";

import { Menu as MenuIcon, Search } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { Theme } from "@/lib/preferences";
import { IconButton } from "@/ui/icon-button";
import { Logo } from "@/ui/logo";
import { Sheet } from "@/ui/sheet";
import { useMe } from "@/features/session/hooks/use-me";
import { Sidebar } from "./sidebar";

export function MobileBar({ theme, onSearch }: { theme: Theme; onSearch: () => void }) {
  const t = useTranslations("shell");
  const [isOpen, setOpen] = useState(false);
  const me = useMe();

  function search() {
    setOpen(false);
    onSearch();
  }

  return (
    <header className="sticky top-0 z-30 flex h-12 items-center gap-2 border-b bg-sunken px-2 md:hidden">
      <IconButton icon={MenuIcon} label={t("openNav")} size="lg" hasTooltip={false} onClick={() => setOpen(true)} />
      <Logo className="size-6" />
      <span className="min-w-0 flex-1 truncate font-semibold">{me.organization_name}</span>
      <IconButton icon={Search} label={t("search")} size="lg" hasTooltip={false} onClick={onSearch} />
      <Sheet isOpen={isOpen} onOpenChange={setOpen} side="left" title={t("navigation")} isTitleHidden>
        <Sidebar onSearch={search} onNavigate={() => setOpen(false)} theme={theme} />
      </Sheet>
    </header>
  );
}
