"use client";

import { useQueryClient } from "@tanstack/react-query";
import { Crown, Ellipsis, KeyRound, UserMinus } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useReason } from "@/features/session/components/permitted";
import { ME_KEY, useMay, useMe } from "@/features/session/hooks/use-me";
import { useOptimistic, useShownRows } from "@/lib/optimistic";
import { ConfirmDialog } from "@/ui/confirm-dialog";
import { useErrorText } from "@/ui/error-text";
import { IconButton } from "@/ui/icon-button";
import { Menu, MenuItem, MenuLabel, MenuSeparator } from "@/ui/menu";
import { toast } from "@/ui/toast";
import { type Member, type OneTimeLink, createResetLink, removeMember, transferOwnership } from "../api/members";
import { MEMBERS_KEY } from "../hooks/use-members";
import { isWithinReach } from "../roles";

/** What may be done to a member; what may not is there, greyed. */
export function MemberMenu({ member, onLink }: { member: Member; onLink: (link: OneTimeLink) => void }) {
  const t = useTranslations("members");
  const me = useMe();
  const say = useErrorText();
  const queries = useQueryClient();
  const [asking, setAsking] = useState<"remove" | "transfer">();
  const reason = useReason("members.write") ?? (isWithinReach(me.role, member.role) ? undefined : t("aboveFixed"));
  const mayWrite = reason === undefined;
  const mayHandOver = useMay("organization.write");
  const isMe = me.user_id === member.user_id;
  const isOwner = member.role === "ROLE_OWNER";
  const name = member.display_name || member.email;

  async function reset() {
    try {
      const link = await createResetLink(member.user_id);
      if (link.mailed) toast({ title: t("reset.mailed", { name }), tone: "good" });
      else onLink(link);
    } catch (error) {
      toast({ title: say(error), tone: "bad" });
    }
  }

  const rows = useShownRows<Member>(MEMBERS_KEY);
  const removal = useOptimistic({
    queryKey: MEMBERS_KEY,
    show: () => rows((row) => (row.user_id === member.user_id ? undefined : row)),
    save: () => removeMember(member.user_id),
    refused: () => t("notRemoved", { name }),
    done: () => toast({ title: t("removed", { name }), tone: "good" }),
  });

  async function handOver() {
    await transferOwnership(member.user_id);
    await Promise.all([queries.invalidateQueries({ queryKey: ME_KEY }), queries.invalidateQueries({ queryKey: MEMBERS_KEY })]);
    toast({ title: t("transferred", { name }), tone: "good" });
  }

  return (
    <>
      <Menu className="max-w-60" trigger={<IconButton icon={Ellipsis} size="sm" label={t("actionsOf", { name })} hasTooltip={false} />}>
        <MenuItem icon={KeyRound} disabled={!mayWrite} onSelect={() => void reset()}>{t("reset.create")}</MenuItem>
        <MenuItem icon={Crown} disabled={!mayHandOver || isOwner} onSelect={() => setAsking("transfer")}>{t("transfer")}</MenuItem>
        <MenuSeparator />
        <MenuItem icon={UserMinus} isDanger disabled={!mayWrite || isOwner || isMe} onSelect={() => setAsking("remove")}>{t("remove")}</MenuItem>
        {reason !== undefined && <MenuLabel>{reason}</MenuLabel>}
      </Menu>
      <ConfirmDialog isOpen={asking === "remove"} onOpenChange={() => setAsking(undefined)} title={t("removeTitle", { name })} confirm={t("remove")} onConfirm={() => removal.mutate()}>
        {t("removeText")}
      </ConfirmDialog>
      <ConfirmDialog isOpen={asking === "transfer"} onOpenChange={() => setAsking(undefined)} title={t("transferTitle", { name })} confirm={t("transfer")} phrase={me.organization_name} onConfirm={handOver}>
        {t("transferText", { name })}
      </ConfirmDialog>
    </>
  );
}
