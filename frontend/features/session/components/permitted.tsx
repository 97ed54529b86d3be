"use client";

import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { type Permission, ROLES } from "@/lib/permissions";
import { Tooltip } from "@/ui/tooltip";
import { useMay } from "../hooks/use-me";

interface PermittedProps {
  to: Permission;
  /** Draws the control, disabled if it is not permitted. */
  children: (isPermitted: boolean) => ReactNode;
  className?: string;
}

/** A control that some roles may not use: they see it, and why. */
export function Permitted({ to, children, className }: PermittedProps) {
  const reason = useReason(to);
  if (reason === undefined) return children(true);
  return (
    <Tooltip text={reason}>
      {/* A disabled control neither takes the focus nor the pointer; what surrounds it does, to tell why. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <span tabIndex={0} className={className ?? "inline-flex rounded-md"}>{children(false)}</span>
    </Tooltip>
  );
}

/** Why the signed-in person may not do something; undefined if they may. */
export function useReason(permission: Permission): string | undefined {
  const t = useTranslations("session");
  const roles = useTranslations("shell.roles");
  const isPermitted = useMay(permission);
  return isPermitted ? undefined : t("needsRole", { role: roles(roleFor(permission)) });
}

/** The lowest role that permits it. */
export function roleFor(permission: Permission) {
  const found = (["viewer", "operator", "admin", "owner"] as const).find((role) => ROLES[role].includes(permission));
  return ({ viewer: "ROLE_VIEWER", operator: "ROLE_OPERATOR", admin: "ROLE_ADMIN", owner: "ROLE_OWNER" } as const)[found ?? "owner"];
}
