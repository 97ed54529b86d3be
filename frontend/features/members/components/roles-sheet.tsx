"use client";

import { Check, Minus } from "lucide-react";
import { useTranslations } from "next-intl";
import { Fragment } from "react";
import { useMe } from "@/features/session/hooks/use-me";
import { cn } from "@/lib/cn";
import { permissionGroups, permissionKey } from "@/lib/permission-groups";
import type { Permission } from "@/lib/permissions";
import { Sheet } from "@/ui/sheet";
import { type Rank, RANKS, permits } from "../roles";

/** What each role may do, permission by permission. */
export function RolesSheet({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const t = useTranslations("members.roles");
  const roles = useTranslations("shell.roles");
  const permissions = useTranslations("permissions");
  const mine = useMe().role;
  return (
    <Sheet isOpen={isOpen} onOpenChange={onClose} title={t("title")} className="max-w-2xl">
      <dl className="mb-6 grid gap-3 sm:grid-cols-2">
        {RANKS.map((role) => (
          <div key={role} className={cn("rounded-lg px-3 py-2.5 ring-1 ring-line ring-inset", role === mine && "bg-accent-soft ring-accent")}>
            <dt className="font-medium">{roles(role)}{role === mine && <span className="ml-1.5 text-xs font-normal text-accent-text">{t("yours")}</span>}</dt>
            <dd className="mt-0.5 text-xs text-ink-soft">{t(`hints.${role}`)}</dd>
          </div>
        ))}
      </dl>
      <table className="w-full text-left text-sm">
        <thead>
          <tr className="text-xs text-ink-soft">
            <th className="pb-2 font-medium">{t("permission")}</th>
            {RANKS.map((role) => <th key={role} scope="col" className="px-1 pb-2 text-center font-medium">{roles(role)}</th>)}
          </tr>
        </thead>
        <tbody>
          {permissionGroups().map(([group, members]) => (
            <Fragment key={group}>
              <tr><th colSpan={RANKS.length + 1} scope="colgroup" className="border-t pt-3 pb-1 text-xs font-medium text-ink-faint">{permissions(`groups.${group}`)}</th></tr>
              {members.map((permission) => <PermissionRow key={permission} permission={permission} />)}
            </Fragment>
          ))}
        </tbody>
      </table>
    </Sheet>
  );
}

function PermissionRow({ permission }: { permission: Permission }) {
  const t = useTranslations("permissions.names");
  return (
    <tr>
      <th scope="row" className="py-1 pr-2 font-normal">{t(permissionKey(permission))}</th>
      {RANKS.map((role) => <td key={role} className="px-1 py-1 text-center"><Mark isOn={permits(role, permission)} role={role} /></td>)}
    </tr>
  );
}

function Mark({ isOn, role }: { isOn: boolean; role: Rank }) {
  const t = useTranslations("members.roles");
  const roles = useTranslations("shell.roles");
  const Icon = isOn ? Check : Minus;
  return <Icon role="img" aria-label={t(isOn ? "may" : "mayNot", { role: roles(role) })} className={cn("mx-auto size-4", isOn ? "text-good-text" : "text-line-strong")} />;
}
