"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { ME_KEY, useMe } from "@/features/session/hooks/use-me";
import { useForm } from "@/lib/form";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Field } from "@/ui/field";
import { FormError, FormSection } from "@/ui/form";
import { Input } from "@/ui/input";
import { toast } from "@/ui/toast";
import { updateProfile } from "../api/profile";

export function NameSection() {
  const t = useTranslations("profile");
  const roles = useTranslations("shell.roles");
  const me = useMe();
  const queries = useQueryClient();
  const form = useForm({
    initial: { display_name: me.display_name },
    submit: (values) => updateProfile(values.display_name.trim()),
    onDone: (profile) => {
      queries.setQueryData(ME_KEY, profile);
      void queries.invalidateQueries({ queryKey: ["members"] });
      toast({ title: t("saved"), tone: "good" });
    },
  });
  return (
    <FormSection title={t("you")} hint={t("youHint")}>
      <form {...form.props} className="flex flex-col gap-4">
        <FormError error={form.error} />
        <Field label={t("name")} error={form.errors.display_name}>
          {(control) => <Input {...control} {...form.text("display_name")} autoComplete="name" maxLength={120} />}
        </Field>
        <Field label={t("email")} hint={t("emailHint")}>
          {(control) => <Input {...control} value={me.email} disabled readOnly />}
        </Field>
        <p className="flex items-center gap-2 text-sm text-ink-soft">{t("role")} <Badge tone="accent">{roles(me.role)}</Badge></p>
        <Button type="submit" variant="primary" className="self-start" isBusy={form.isBusy} disabled={!form.isDirty}>{t("save")}</Button>
      </form>
    </FormSection>
  );
}
