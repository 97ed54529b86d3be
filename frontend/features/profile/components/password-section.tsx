"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { PasswordInput, SHORTEST_PASSWORD } from "@/features/session/components/password-input";
import { useMe } from "@/features/session/hooks/use-me";
import { isReason } from "@/lib/errors";
import { useForm } from "@/lib/form";
import { Banner } from "@/ui/banner";
import { Button } from "@/ui/button";
import { useErrorText } from "@/ui/error-text";
import { Field } from "@/ui/field";
import { FormError, FormSection } from "@/ui/form";
import { toast } from "@/ui/toast";
import { changePassword } from "../api/profile";
import { SESSIONS_KEY } from "../hooks/use-sessions";

export function PasswordSection() {
  const t = useTranslations("profile.password");
  const hasPassword = useMe().has_password;
  return (
    <FormSection title={t("title")} hint={t("hint")}>
      {hasPassword ? <PasswordForm /> : <Banner>{t("none")}</Banner>}
    </FormSection>
  );
}

function PasswordForm() {
  const t = useTranslations("profile.password");
  const session = useTranslations("session");
  const say = useErrorText();
  const queries = useQueryClient();
  const form = useForm({
    initial: { current_password: "", new_password: "" },
    submit: changePassword,
    validate: ({ current_password, new_password }) => ({
      current_password: current_password ? undefined : t("currentMissing"),
      new_password: [...new_password].length < SHORTEST_PASSWORD ? session("passwordHint", { count: SHORTEST_PASSWORD }) : undefined,
    }),
    onDone: () => {
      form.reset();
      void queries.invalidateQueries({ queryKey: SESSIONS_KEY });
      toast({ title: t("changed"), description: t("changedEffect"), tone: "good" });
    },
  });
  const isWrong = isReason(form.error, "PASSWORD_WRONG");
  return (
    <form {...form.props} className="flex flex-col gap-4">
      {!isWrong && <FormError error={form.error} />}
      <Field label={t("current")} error={isWrong ? say(form.error) : form.errors.current_password}>
        {(control) => <PasswordInput {...control} {...form.text("current_password")} autoComplete="current-password" />}
      </Field>
      <Field label={t("new")} hint={session("passwordHint", { count: SHORTEST_PASSWORD })} error={form.errors.new_password}>
        {(control) => <PasswordInput {...control} {...form.text("new_password")} autoComplete="new-password" />}
      </Field>
      <Button type="submit" className="self-start" isBusy={form.isBusy} disabled={!form.isDirty}>{t("submit")}</Button>
    </form>
  );
}
