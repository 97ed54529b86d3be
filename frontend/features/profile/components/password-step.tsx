"use client";

import { useTranslations } from "next-intl";
import { PasswordInput } from "@/features/session/components/password-input";
import { isReason } from "@/lib/errors";
import type { useForm } from "@/lib/form";
import { useErrorText } from "@/ui/error-text";
import { Field } from "@/ui/field";
import { FormError } from "@/ui/form";

/** Proves that it is the person who sits there. */
export function PasswordStep({ id, form }: { id: string; form: ReturnType<typeof useForm<{ password: string }>> }) {
  const t = useTranslations("profile.password");
  const say = useErrorText();
  const isWrong = isReason(form.error, "PASSWORD_WRONG");
  return (
    <form id={id} {...form.props} className="flex flex-col gap-4">
      {!isWrong && <FormError error={form.error} />}
      <Field label={t("current")} error={isWrong ? say(form.error) : form.errors.password}>
        {(control) => <PasswordInput {...control} {...form.text("password")} autoComplete="current-password" />}
      </Field>
    </form>
  );
}
