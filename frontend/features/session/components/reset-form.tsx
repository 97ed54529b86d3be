"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useForm } from "@/lib/form";
import { Banner } from "@/ui/banner";
import { Button } from "@/ui/button";
import { Field } from "@/ui/field";
import { FormError } from "@/ui/form";
import { resetPassword } from "../api/session";
import { useLinkToken } from "../hooks/use-link-token";
import { SessionPage } from "./page";
import { PasswordInput, SHORTEST_PASSWORD } from "./password-input";
import { TextLink } from "./sign-in-form";

export function ResetForm() {
  const t = useTranslations("session");
  const router = useRouter();
  const token = useLinkToken();
  const form = useForm({
    initial: { password: "" },
    submit: ({ password }) => resetPassword(token ?? "", password),
    onDone: () => router.replace("/sign-in?password=changed"),
  });

  if (token === "") {
    return (
      <SessionPage title={t("reset.title")} footer={<TextLink href="/forgot-password">{t("reset.askAgain")}</TextLink>}>
        <Banner tone="warn">{t("linkIncomplete")}</Banner>
      </SessionPage>
    );
  }
  return (
    <SessionPage title={t("reset.title")} hint={t("reset.hint")} footer={<TextLink href="/sign-in">{t("backToSignIn")}</TextLink>}>
      <form {...form.props} className="flex flex-col gap-4">
        <FormError error={form.error} />
        <Field label={t("newPassword")} hint={t("passwordHint", { count: SHORTEST_PASSWORD })} error={form.errors.password}>
          {(control) => <PasswordInput {...control} {...form.text("password")} autoComplete="new-password" />}
        </Field>
        <Button type="submit" variant="primary" size="lg" isBusy={form.isBusy}>{t("reset.submit")}</Button>
      </form>
    </SessionPage>
  );
}
