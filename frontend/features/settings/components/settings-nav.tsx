"use client";

import { Lock } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { cn } from "@/lib/cn";
import { roleFor } from "@/features/session/components/permitted";
import { Tooltip } from "@/ui/tooltip";
import { SECTIONS, type Section } from "../sections";

interface SettingsNavProps {
  current: Section | undefined;
  mayOpen: (section: Section) => boolean;
}

export function SettingsNav({ current, mayOpen }: SettingsNavProps) {
  const t = useTranslations("settings");
  return (
    <nav aria-label={t("title")} className="sticky top-7 hidden flex-col gap-5 self-start lg:flex">
      {(["you", "organization"] as const).map((group) => (
        <div key={group}>
          <p className="px-2 pb-1.5 text-xs font-medium text-ink-faint">{t(`groups.${group}`)}</p>
          <ul className="flex flex-col gap-px">
            {SECTIONS[group].map((section) => (
              <li key={section.name}>
                <SectionLink section={section} isHere={section.name === current?.name} isOpen={mayOpen(section)} />
              </li>
            ))}
          </ul>
        </div>
      ))}
    </nav>
  );
}

const ITEM = "flex h-7.5 items-center gap-2.5 rounded-md px-2 transition-colors";

function SectionLink({ section, isHere, isOpen }: { section: Section; isHere: boolean; isOpen: boolean }) {
  const t = useTranslations("settings.sections");
  const session = useTranslations("session");
  const roles = useTranslations("shell.roles");
  const Icon = section.icon;
  const link = (
    <Link
      href={section.href}
      aria-current={isHere ? "page" : undefined}
      className={cn(ITEM, isHere ? "bg-active font-medium text-ink" : "text-ink-soft hover:bg-hover hover:text-ink", !isOpen && "opacity-60")}
    >
      <Icon className={cn("size-4 shrink-0", isHere && "text-accent-text")} aria-hidden />
      <span className="flex-1 truncate">{t(section.name)}</span>
      {!isOpen && <Lock className="size-3.5 text-ink-faint" aria-hidden />}
    </Link>
  );
  if (isOpen || !section.permission) return link;
  return <Tooltip side="right" text={session("needsRole", { role: roles(roleFor(section.permission)) })}>{link}</Tooltip>;
}
