"use client";

import { ShieldQuestion, UserPlus } from "lucide-react";
import { useTranslations } from "next-intl";
import { useMemo } from "react";
import { Permitted } from "@/features/session/components/permitted";
import { useMay } from "@/features/session/hooks/use-me";
import { deferred, ifOpen, useSoon } from "@/lib/deferred";
import { useSearchState } from "@/lib/url-state";
import { Button } from "@/ui/button";
import { type Command, useCommands } from "@/ui/command-palette";
import { PageHeader } from "@/ui/page-header";
import { Invitations } from "./invitations";
import { MembersTable } from "./members-table";

const InviteDialog = deferred(() => import("./invite-dialog").then((module) => module.InviteDialog));
const RolesSheet = deferred(() => import("./roles-sheet").then((module) => module.RolesSheet), ifOpen);
const SOON = [InviteDialog];

export function Members() {
  useSoon(SOON);
  const t = useTranslations("members");
  const mayInvite = useMay("members.write");
  const [search, change] = useSearchState();
  useCommands(useMemo<Command[]>(
    () => (mayInvite ? [{ id: "members.invite", label: t("invite"), group: t("title"), icon: UserPlus, run: () => change({ show: "invite" }) }] : []),
    [mayInvite, t, change],
  ));

  return (
    <>
      <PageHeader
        title={t("title")}
        description={t("description")}
        actions={
          <>
            <Button variant="ghost" onClick={() => change({ show: "roles" })}><ShieldQuestion aria-hidden />{t("roles.open")}</Button>
            <Permitted to="members.write">
              {(isPermitted) => <Button variant="primary" disabled={!isPermitted} onClick={() => change({ show: "invite" })}><UserPlus aria-hidden />{t("invite")}</Button>}
            </Permitted>
          </>
        }
      />
      <MembersTable />
      <Invitations />
      <RolesSheet isOpen={search.get("show") === "roles"} onClose={() => change({ show: undefined })} />
      {mayInvite && search.get("show") === "invite" && <InviteDialog onClose={() => change({ show: undefined })} />}
    </>
  );
}
