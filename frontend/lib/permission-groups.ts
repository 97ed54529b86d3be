import { type Permission, ROLES } from "@/lib/permissions";

export type PermissionGroup = Permission extends `${infer Group}.${string}` ? Group : never;

/** Every permission under what it is about, what is read first. */
export function permissionGroups(): [PermissionGroup, Permission[]][] {
  const groups = new Map<PermissionGroup, Permission[]>();
  for (const permission of [...ROLES.owner].sort(byGroupThenReach)) {
    const group = permission.slice(0, permission.indexOf(".")) as PermissionGroup;
    groups.set(group, [...(groups.get(group) ?? []), permission]);
  }
  return [...groups];
}

const LOWEST = Object.values(ROLES);

function byGroupThenReach(one: Permission, other: Permission): number {
  const reach = (permission: Permission) => LOWEST.findIndex((role) => role.includes(permission));
  const [first, second] = [one, other].map((permission) => permission.slice(0, permission.indexOf("."))) as [string, string];
  return first.localeCompare(second) || reach(one) - reach(other) || Number(other.endsWith(".read")) - Number(one.endsWith(".read")) || one.localeCompare(other);
}

type Key<Each extends string> = Each extends `${infer Group}.${infer Verb}` ? `${Group}_${Verb}` : never;

/** Its key under `names` in messages/<locale>/permissions.json. */
export function permissionKey<Each extends Permission>(permission: Each): Key<Each> {
  return permission.replace(".", "_") as Key<Each>;
}
