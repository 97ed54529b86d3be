"use client";

import { ShieldCheck } from "lucide-react";
import { useTranslations } from "next-intl";
import { useMemo, useState } from "react";
import { useMe } from "@/features/session/hooks/use-me";
import { Badge, Status } from "@/ui/badge";
import { type ColumnDef, DataTable } from "@/ui/data-table";
import { DateTime } from "@/ui/date-time";
import { EmptyState } from "@/ui/empty-state";
import type { Member, OneTimeLink } from "../api/members";
import { useMembers } from "../hooks/use-members";
import { LinkDialog } from "./link-dialog";
import { MemberMenu } from "./member-menu";
import { RoleSelect } from "./role-select";

export function MembersTable() {
  const t = useTranslations("members");
  const [link, setLink] = useState<ShownLink>();
  return (
    <>
      <DataTable
        id="members"
        label={t("title")}
        columns={useColumns(setLink)}
        list={useMembers()}
        rowId={(member) => member.user_id}
        empty={<EmptyState title={t("empty")} />}
      />
      {link && <LinkDialog title={t("reset.title", { name: link.name })} hint={t("reset.hint")} link={link.link} onClose={() => setLink(undefined)} />}
    </>
  );
}

interface ShownLink {
  link: OneTimeLink;
  name: string;
}

function useColumns(onLink: (shown: ShownLink) => void): ColumnDef<Member>[] {
  const t = useTranslations("members.columns");
  return useMemo(
    () => [
      { id: "person", header: t("person"), enableHiding: false, cell: ({ row }) => <Person member={row.original} />, meta: { className: "max-sm:max-w-40" } },
      { id: "role", header: t("role"), enableHiding: false, cell: ({ row }) => <RoleSelect member={row.original} /> },
      { id: "factor", header: t("factor"), cell: ({ row }) => <Factor member={row.original} />, meta: { className: "hidden xl:table-cell" } },
      { id: "joined", header: t("joined"), cell: ({ row }) => <DateTime value={row.original.created_at} style="date" />, meta: { className: "hidden md:table-cell text-ink-soft" } },
      { id: "actions", header: "", enableHiding: false, cell: ({ row }) => <MemberMenu member={row.original} onLink={(link) => onLink({ link, name: row.original.display_name || row.original.email })} />, meta: { className: "w-10", align: "right" } },
    ],
    [t, onLink],
  );
}

function Person({ member }: { member: Member }) {
  const t = useTranslations("members");
  const isMe = useMe().user_id === member.user_id;
  return (
    <span className="flex items-center gap-2.5">
      <span aria-hidden className="hidden size-7 sm:flex shrink-0 items-center justify-center rounded-full bg-accent-soft text-xs font-semibold text-accent-text">
        {(member.display_name || member.email).slice(0, 1).toUpperCase()}
      </span>
      <span className="min-w-0 leading-4">
        <span className="flex items-center gap-1.5 font-medium"><span className="truncate">{member.display_name || member.email}</span>{isMe && <Badge>{t("you")}</Badge>}</span>
        <span className="block truncate text-xs text-ink-faint">{member.email}</span>
      </span>
    </span>
  );
}

function Factor({ member }: { member: Member }) {
  const t = useTranslations("members");
  return member.has_second_factor
    ? <span className="inline-flex items-center gap-1.5 text-good-text"><ShieldCheck className="size-4" aria-hidden />{t("factorOn")}</span>
    : <Status className="text-ink-soft">{t("factorOff")}</Status>;
}
