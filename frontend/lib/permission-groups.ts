import { type Permission, ROLES } from "@/lib/permissions";

export type PermissionGroup = Permission extends `${infer Group}.${string}` ? Group : never;

/** Every permission under what it is about, in the order of the list of permissions. */
export function permissionGroups(): [PermissionGroup, Permission[]][] {
  const groups = new Map<PermissionGroup, Permission[]>();
  for (const permission of [...ROLES.owner].sort()) {
    const group = permission.slice(0, permission.indexOf(".")) as PermissionGroup;
    groups.set(group, [...(groups.get(group) ?? []), permission]);
  }
  return [...groups];
}

type Key<Each extends string> = Each extends `${infer Group}.${infer Verb}` ? `${Group}_${Verb}` : never;

/** Its key under `names` in messages/<locale>/permissions.json. */
export function permissionKey<Each extends Permission>(permission: Each): Key<Each> {
  return permission.replace(".", "_") as Key<Each>;
}
