"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useMe } from "@/features/session/hooks/use-me";
import { useSignInOptions } from "@/features/session/hooks/use-sign-in-options";
import { useForm } from "@/lib/form";
import { Banner } from "@/ui/banner";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { Field } from "@/ui/field";
import { FormError } from "@/ui/form";
import { Input } from "@/ui/input";
import { RadioCards } from "@/ui/radio-cards";
import { toast } from "@/ui/toast";
import { type OneTimeLink, type Role, inviteMember } from "../api/members";
import { INVITATIONS_KEY } from "../hooks/use-members";
import { GIVEN, isWithinReach } from "../roles";
import { LinkDialog } from "./link-dialog";

export function InviteDialog({ onClose }: { onClose: () => void }) {
  const t = useTranslations("members");
  const roles = useTranslations("shell.roles");
  const me = useMe();
  const mailsLinks = useSignInOptions().data?.mails_links;
  const queries = useQueryClient();
  const [made, setMade] = useState<OneTimeLink>();
  const form = useForm({
    initial: { email: "", role: "ROLE_OPERATOR" as Role },
    submit: (values) => inviteMember({ ...values, email: values.email.trim() }),
    onDone: ({ link, invitation }) => {
      void queries.invalidateQueries({ queryKey: INVITATIONS_KEY });
      if (link && !link.mailed) return setMade(link);
      toast({ title: t("invited", { email: invitation?.email ?? form.values.email }), tone: "good" });
      onClose();
    },
  });

  if (made) return <LinkDialog title={t("link.title", { email: form.values.email })} hint={t("link.hint")} link={made} onClose={onClose} />;
  return (
    <Dialog
      isOpen
      onOpenChange={onClose}
      title={t("inviteTitle")}
      description={t("inviteText", { organization: me.organization_name })}
      footer={
        <>
          <Button onClick={onClose}>{t("cancel")}</Button>
          <Button type="submit" form="invite" variant="primary" isBusy={form.isBusy}>{t("inviteSubmit")}</Button>
        </>
      }
    >
      <form id="invite" {...form.props} className="flex flex-col gap-4">
        <FormError error={form.error} />
        <Field label={t("email")} error={form.errors.email}>
          {(control) => <Input {...control} {...form.text("email")} type="email" autoComplete="off" placeholder="priya@example.com" />}
        </Field>
        <Field label={t("columns.role")} error={form.errors.role}>
          {(control) => (
            <RadioCards
              {...control}
              aria-label={t("columns.role")}
              value={form.values.role}
              onChange={(role) => form.set("role", role)}
              options={GIVEN.map((role) => ({ value: role as Role, label: roles(role), hint: t(`roles.hints.${role}`), isDisabled: !isWithinReach(me.role, role) }))}
            />
          )}
        </Field>
        {mailsLinks === false && <Banner>{t("noMail")}</Banner>}
      </form>
    </Dialog>
  );
}
