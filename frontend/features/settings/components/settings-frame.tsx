"use client";

import { Lock } from "lucide-react";
import { usePathname } from "next/navigation";
import { useTranslations } from "next-intl";
import { type ReactNode, useMemo } from "react";
import { useMe } from "@/features/session/hooks/use-me";
import { useReason } from "@/features/session/components/permitted";
import { type Command, useCommands } from "@/ui/command-palette";
import { EmptyState } from "@/ui/empty-state";
import { LinkTabs } from "@/ui/link-tabs";
import { ALL_SECTIONS, type Section } from "../sections";
import { SettingsNav } from "./settings-nav";

/** The settings' own navigation beside, on narrow screens above, one section. */
export function SettingsFrame({ children }: { children: ReactNode }) {
  const t = useTranslations("settings");
  const { permissions } = useMe();
  const path = usePathname();
  const current = ALL_SECTIONS.find((section) => path.startsWith(section.href));
  const mayOpen = (section: Section) => !section.permission || permissions.includes(section.permission);
  useCommands(useMemo<Command[]>(
    () => ALL_SECTIONS.map((section) => ({
      id: `settings.${section.name}`, label: t(`sections.${section.name}`), group: t("title"), icon: section.icon, href: section.href,
    })),
    [t],
  ));

  return (
    <div className="lg:grid lg:grid-cols-[11rem_minmax(0,1fr)] lg:gap-10">
      <SettingsNav current={current} mayOpen={mayOpen} />
      <div className="mb-5 lg:hidden">
        <LinkTabs
          label={t("title")}
          current={current?.href ?? ""}
          tabs={ALL_SECTIONS.map((section) => ({ href: section.href, label: t(`sections.${section.name}`) }))}
        />
      </div>
      <div className="min-w-0">{!current || mayOpen(current) ? children : <Closed section={current} />}</div>
    </div>
  );
}

function Closed({ section }: { section: Section }) {
  const t = useTranslations("settings");
  return (
    <EmptyState icon={Lock} title={t("closed", { section: t(`sections.${section.name}`) })}>
      {useReason(section.permission ?? "organization.read")}
    </EmptyState>
  );
}
