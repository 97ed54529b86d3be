"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { useReason } from "@/features/session/components/permitted";
import { useMe } from "@/features/session/hooks/use-me";
import { useOptimistic, useShownRows } from "@/lib/optimistic";
import { Badge } from "@/ui/badge";
import { ConfirmDialog } from "@/ui/confirm-dialog";
import { Select } from "@/ui/select";
import { toast } from "@/ui/toast";
import { Tooltip } from "@/ui/tooltip";
import { type Member, type Role, changeRole } from "../api/members";
import { MEMBERS_KEY } from "../hooks/use-members";
import { GIVEN, RANKS, isWithinReach } from "../roles";

interface Change {
  role: Role;
  before: Role;
}

/** The role, to change in place; fewer rights also end API keys, so that is asked about. */
export function RoleSelect({ member }: { member: Member }) {
  const t = useTranslations("members");
  const roles = useTranslations("shell.roles");
  const me = useMe();
  const forbidden = useFixedReason(member);
  const [next, setNext] = useState<Role>();

  const name = member.display_name || member.email;
  const rows = useShownRows<Member>(MEMBERS_KEY);
  const { mutate } = useOptimistic({
    queryKey: MEMBERS_KEY,
    show: ({ role }: Change) => rows((row) => (row.user_id === member.user_id ? { ...row, role } : row)),
    save: ({ role }) => changeRole(member.user_id, role),
    refused: () => t("roleNotChanged", { name }),
    // Fewer rights have ended API keys, which no undo brings back.
    done: (_, { role, before }) => toast({ title: t("roleChanged", { name, role: roles(role) }), tone: "good", undo: rank(role) > rank(before) ? () => mutate({ role: before, before: role }) : undefined }),
  });

  if (forbidden !== undefined) {
    return (
      <Tooltip text={forbidden}>
        {/* The reason is told to who comes by keyboard, too. */}
        {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
        <span tabIndex={0} className="inline-flex rounded-full"><Badge tone={member.role === "ROLE_OWNER" ? "accent" : "neutral"}>{roles(member.role)}</Badge></span>
      </Tooltip>
    );
  }
  return (
    <>
      <Select
        aria-label={t("roleOf", { name })}
        className="h-7 w-26 sm:w-40"
        value={member.role}
        onChange={(role) => role !== member.role && setNext(role)}
        options={GIVEN.map((role) => ({ value: role as Role, label: roles(role), isDisabled: !isWithinReach(me.role, role) }))}
      />
      <ConfirmDialog
        isOpen={next !== undefined}
        onOpenChange={() => setNext(undefined)}
        title={t("roleTitle", { name, role: roles(next ?? member.role) })}
        confirm={t("roleConfirm")}
        isDanger={rank(next) < rank(member.role)}
        onConfirm={() => mutate({ role: next ?? member.role, before: member.role })}
      >
        <p>{t(`roles.hints.${next === undefined || next === "ROLE_UNSPECIFIED" ? "ROLE_VIEWER" : next}`)}</p>
        {rank(next) < rank(member.role) && <p className="mt-2">{t("roleLess")}</p>}
      </ConfirmDialog>
    </>
  );
}

function rank(role: Role | undefined): number {
  return RANKS.findIndex((each) => each === role);
}

/** Why this member's role cannot be changed by the signed-in person; undefined if it can. */
function useFixedReason(member: Member): string | undefined {
  const t = useTranslations("members");
  const me = useMe();
  const reason = useReason("members.write");
  if (member.role === "ROLE_OWNER") return t("ownerFixed");
  if (reason !== undefined) return reason;
  if (member.user_id === me.user_id) return t("selfFixed");
  return isWithinReach(me.role, member.role) ? undefined : t("aboveFixed");
}
