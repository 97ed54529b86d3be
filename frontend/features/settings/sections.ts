import { Building2, Database, KeyRound, type LucideIcon, ScrollText, SunMoon, UserRound, UsersRound } from "lucide-react";
import type { Permission } from "@/lib/permissions";

export interface Section {
  /** The key of its name in messages/<locale>/settings.json, under `sections`. */
  name: "profile" | "appearance" | "organization" | "storage" | "members" | "apiKeys" | "audit";
  href: string;
  icon: LucideIcon;
  /** Who may not do this cannot open it. */
  permission?: Permission;
}

export const SECTIONS = {
  you: [
    { name: "profile", href: "/settings/profile", icon: UserRound },
    { name: "appearance", href: "/settings/appearance", icon: SunMoon },
  ],
  organization: [
    { name: "organization", href: "/settings/organization", icon: Building2, permission: "organization.read" },
    { name: "members", href: "/settings/members", icon: UsersRound, permission: "members.read" },
    { name: "storage", href: "/settings/storage", icon: Database, permission: "storage.read" },
    { name: "apiKeys", href: "/settings/api-keys", icon: KeyRound, permission: "api_keys.read" },
    { name: "audit", href: "/settings/audit", icon: ScrollText, permission: "audit.read" },
  ],
} as const satisfies Record<string, readonly Section[]>;

export const ALL_SECTIONS: readonly Section[] = [...SECTIONS.you, ...SECTIONS.organization];
