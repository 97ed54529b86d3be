"use client";

import { PanelLeftClose, PanelLeftOpen, Search } from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { useTranslations } from "next-intl";
import { cn } from "@/lib/cn";
import type { Theme } from "@/lib/preferences";
import { IconButton } from "@/ui/icon-button";
import { Kbd } from "@/ui/kbd";
import { Logo } from "@/ui/logo";
import { Tooltip } from "@/ui/tooltip";
import { useMe } from "@/features/session/hooks/use-me";
import { usePlaces } from "../hooks/use-places";
import { type Place, isWithin } from "../navigation";
import { UserMenu } from "./user-menu";

interface SidebarProps {
  isCollapsed?: boolean;
  /** Without it the navigation cannot be collapsed, as on a phone. */
  onCollapse?: (isCollapsed: boolean) => void;
  onSearch: () => void;
  onNavigate?: () => void;
  theme: Theme;
}

export function Sidebar({ isCollapsed = false, onCollapse, onSearch, onNavigate, theme }: SidebarProps) {
  const t = useTranslations("shell");
  const me = useMe();
  return (
    <div className="flex h-full flex-col gap-3 p-2.5">
      <div className={cn("flex items-center gap-2", isCollapsed && "flex-col")}>
        <Link href="/" onClick={onNavigate} className="flex h-9 min-w-0 flex-1 items-center gap-2.5 rounded-md px-1.5" title={me.organization_name}>
          <Logo className="size-6 shrink-0" />
          {!isCollapsed && <span className="truncate font-semibold">{me.organization_name}</span>}
        </Link>
        {onCollapse && (
          <IconButton
            icon={isCollapsed ? PanelLeftOpen : PanelLeftClose}
            label={isCollapsed ? t("expandNav") : t("collapseNav")}
            keys="["
            size="sm"
            onClick={() => onCollapse(!isCollapsed)}
          />
        )}
      </div>
      <SearchButton isCollapsed={isCollapsed} onSearch={onSearch} />
      <Places isCollapsed={isCollapsed} onNavigate={onNavigate} />
      <UserMenu isCollapsed={isCollapsed} theme={theme} />
    </div>
  );
}

function SearchButton({ isCollapsed, onSearch }: { isCollapsed: boolean; onSearch: () => void }) {
  const t = useTranslations("shell");
  if (isCollapsed) return <IconButton icon={Search} label={t("search")} keys="⌘ K" onClick={onSearch} className="mx-auto" />;
  return (
    <button
      type="button"
      onClick={onSearch}
      className="flex h-8 items-center gap-2 rounded-md bg-surface px-2 text-ink-faint shadow-lift ring-1 ring-line ring-inset hover:text-ink-soft"
    >
      <Search className="size-4" aria-hidden />
      <span className="flex-1 text-left">{t("search")}</span>
      <Kbd keys="⌘ K" />
    </button>
  );
}

function Places({ isCollapsed, onNavigate }: { isCollapsed: boolean; onNavigate?: () => void }) {
  const t = useTranslations("shell");
  const groups = usePlaces();
  return (
    <nav aria-label={t("navigation")} className="-mx-1 flex min-h-0 flex-1 flex-col gap-3 overflow-y-auto px-1 py-0.5">
      {groups.map((group) => (
        <ul key={group[0]?.name} className="flex flex-col gap-px">
          {group.map((place) => (
            <li key={place.name}>
              <PlaceLink place={place} isCollapsed={isCollapsed} onNavigate={onNavigate} />
            </li>
          ))}
        </ul>
      ))}
    </nav>
  );
}

function PlaceLink({ place, isCollapsed, onNavigate }: { place: Place; isCollapsed: boolean; onNavigate?: () => void }) {
  const t = useTranslations("shell.nav");
  const isHere = isWithin(usePathname(), place);
  const Icon = place.icon;
  const link = (
    <Link
      href={place.href}
      onClick={onNavigate}
      aria-current={isHere ? "page" : undefined}
      aria-label={isCollapsed ? t(place.name) : undefined}
      className={cn(
        "flex h-8 items-center gap-2.5 rounded-md px-2 transition-colors md:h-7.5",
        isHere ? "bg-active font-medium text-ink" : "text-ink-soft hover:bg-hover hover:text-ink",
        isCollapsed && "justify-center px-0",
      )}
    >
      <Icon className={cn("size-4 shrink-0", isHere && "text-accent-text")} aria-hidden />
      {!isCollapsed && <span className="truncate">{t(place.name)}</span>}
    </Link>
  );
  return isCollapsed ? <Tooltip text={t(place.name)} keys={place.keys} side="right">{link}</Tooltip> : link;
}
