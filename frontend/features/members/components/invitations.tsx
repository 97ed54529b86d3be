"use client";

import { useQueryClient } from "@tanstack/react-query";
import { Link2, Mail, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { useMemo, useState } from "react";
import { Permitted } from "@/features/session/components/permitted";
import { useOptimistic, useShownRows } from "@/lib/optimistic";
import { Badge } from "@/ui/badge";
import { ConfirmDialog } from "@/ui/confirm-dialog";
import { type ColumnDef, DataTable } from "@/ui/data-table";
import { DateTime } from "@/ui/date-time";
import { EmptyState } from "@/ui/empty-state";
import { useErrorText } from "@/ui/error-text";
import { IconButton } from "@/ui/icon-button";
import { toast } from "@/ui/toast";
import { type Invitation, type OneTimeLink, inviteMember, revokeInvitation } from "../api/members";
import { INVITATIONS_KEY, useInvitations, useMemberNames } from "../hooks/use-members";
import { LinkDialog } from "./link-dialog";

/** Who was invited and has not come yet. */
export function Invitations() {
  const t = useTranslations("members.invitations");
  const link = useTranslations("members.link");
  const list = useInvitations();
  const [made, setMade] = useState<{ link: OneTimeLink; email: string }>();
  return (
    <section aria-labelledby="invitations" className="mt-8">
      <h2 id="invitations" className="text-sm font-semibold">{t("title")}</h2>
      <p className="mb-2.5 text-xs text-ink-faint">{t("hint")}</p>
      <DataTable
        id="invitations"
        label={t("title")}
        columns={useColumns(setMade)}
        list={list}
        rowId={(invitation) => invitation.id}
        empty={<EmptyState icon={Mail} title={t("empty")} className="py-8" />}
      />
      {made && <LinkDialog title={link("title", { email: made.email })} hint={link("hint")} link={made.link} onClose={() => setMade(undefined)} />}
    </section>
  );
}

function useColumns(onLink: (made: { link: OneTimeLink; email: string }) => void): ColumnDef<Invitation>[] {
  const t = useTranslations("members");
  const roles = useTranslations("shell.roles");
  const names = useMemberNames();
  return useMemo(
    () => [
      { id: "email", header: t("email"), enableHiding: false, cell: ({ row }) => <span className="font-medium">{row.original.email}</span>, meta: { className: "max-sm:max-w-36" } },
      { id: "role", header: t("columns.role"), cell: ({ row }) => <Badge>{roles(row.original.role)}</Badge> },
      { id: "by", header: t("invitations.by"), cell: ({ row }) => names?.get(row.original.invited_by) ?? t("invitations.gone"), meta: { className: "hidden xl:table-cell text-ink-soft" } },
      { id: "expires", header: t("invitations.expires"), cell: ({ row }) => <DateTime value={row.original.expires_at} />, meta: { className: "hidden sm:table-cell text-ink-soft" } },
      { id: "actions", header: "", enableHiding: false, cell: ({ row }) => <Actions invitation={row.original} onLink={onLink} />, meta: { className: "w-20", align: "right" } },
    ],
    [t, roles, names, onLink],
  );
}

function Actions({ invitation, onLink }: { invitation: Invitation; onLink: (made: { link: OneTimeLink; email: string }) => void }) {
  const t = useTranslations("members");
  const say = useErrorText();
  const queries = useQueryClient();
  const [isRevoking, setRevoking] = useState(false);

  async function again() {
    try {
      const { link } = await inviteMember({ email: invitation.email, role: invitation.role });
      void queries.invalidateQueries({ queryKey: INVITATIONS_KEY });
      if (link && !link.mailed) onLink({ link, email: invitation.email });
      else toast({ title: t("invited", { email: invitation.email }), tone: "good" });
    } catch (error) {
      toast({ title: say(error), tone: "bad" });
    }
  }

  const rows = useShownRows<Invitation>(INVITATIONS_KEY);
  const revocation = useOptimistic({
    queryKey: INVITATIONS_KEY,
    show: () => rows((row) => (row.id === invitation.id ? undefined : row)),
    save: () => revokeInvitation(invitation.id),
    refused: () => t("invitations.notRevoked"),
    done: () => toast({ title: t("invitations.revoked"), tone: "good" }),
  });

  return (
    <Permitted to="members.write">
      {(isPermitted) => (
        <span className="inline-flex">
          <IconButton icon={Link2} size="sm" label={t("invitations.again")} disabled={!isPermitted} onClick={() => void again()} />
          <IconButton icon={X} size="sm" label={t("invitations.revoke")} disabled={!isPermitted} onClick={() => setRevoking(true)} />
          <ConfirmDialog isOpen={isRevoking} onOpenChange={setRevoking} title={t("invitations.revokeTitle", { email: invitation.email })} confirm={t("invitations.revoke")} onConfirm={() => revocation.mutate()}>
            {t("invitations.revokeText")}
          </ConfirmDialog>
        </span>
      )}
    </Permitted>
  );
}
