import {
  BookOpen, Bot, ChartNoAxesColumn, House, type LucideIcon, Megaphone, Phone, PhoneCall, Plug, Radio, Settings, UsersRound,
} from "lucide-react";
import type { Permission } from "@/lib/permissions";

export interface Place {
  /** The key of its name in messages/<locale>/shell.json, under `nav`. */
  name: "home" | "live" | "calls" | "agents" | "numbers" | "campaigns" | "audiences" | "knowledge" | "analytics" | "integrations" | "settings";
  href: string;
  icon: LucideIcon;
  /** The keys that lead there. */
  keys: string;
  /** Who may not do this does not see it. */
  permission?: Permission;
}

/** The places of the navigation, in groups that a space parts. */
export const PLACES: readonly (readonly Place[])[] = [
  [
    { name: "home", href: "/", icon: House, keys: "G H" },
    { name: "live", href: "/live", icon: Radio, keys: "G L", permission: "calls.read" },
    { name: "calls", href: "/calls", icon: PhoneCall, keys: "G C", permission: "calls.read" },
    { name: "analytics", href: "/analytics", icon: ChartNoAxesColumn, keys: "G Y", permission: "calls.read" },
  ],
  [
    { name: "agents", href: "/agents", icon: Bot, keys: "G A", permission: "agents.read" },
    { name: "numbers", href: "/numbers", icon: Phone, keys: "G N", permission: "numbers.read" },
    { name: "knowledge", href: "/knowledge", icon: BookOpen, keys: "G K", permission: "agents.read" },
    { name: "campaigns", href: "/campaigns", icon: Megaphone, keys: "G M", permission: "agents.read" },
    { name: "audiences", href: "/audiences", icon: UsersRound, keys: "G U", permission: "agents.read" },
  ],
  [
    { name: "integrations", href: "/integrations", icon: Plug, keys: "G I", permission: "integrations.read" },
    { name: "settings", href: "/settings", icon: Settings, keys: "G S" },
  ],
];

export function isWithin(path: string, place: Place): boolean {
  return place.href === "/" ? path === "/" : path === place.href || path.startsWith(`${place.href}/`);
}
