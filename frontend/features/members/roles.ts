import { ROLES } from "@/lib/permissions";
import type { Role } from "./api/members";

export const RANKS = ["ROLE_VIEWER", "ROLE_OPERATOR", "ROLE_ADMIN", "ROLE_OWNER"] as const satisfies readonly Role[];
export type Rank = (typeof RANKS)[number];

/** Those that are given; ownership is handed over. */
export const GIVEN = ["ROLE_VIEWER", "ROLE_OPERATOR", "ROLE_ADMIN"] as const satisfies readonly Rank[];

const PERMISSIONS = {
  ROLE_VIEWER: ROLES.viewer,
  ROLE_OPERATOR: ROLES.operator,
  ROLE_ADMIN: ROLES.admin,
  ROLE_OWNER: ROLES.owner,
} as const;

export function permits(role: Rank, permission: string): boolean {
  return PERMISSIONS[role].some((each) => each === permission);
}

/** Nobody grants, changes or removes a role above their own. */
export function isWithinReach(mine: Role, theirs: Role): boolean {
  return RANKS.findIndex((rank) => rank === theirs) <= RANKS.findIndex((rank) => rank === mine);
}
