"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { useForm } from "@/lib/form";
import { Banner } from "@/ui/banner";
import { Button } from "@/ui/button";
import { Field } from "@/ui/field";
import { FormError } from "@/ui/form";
import { Input } from "@/ui/input";
import { requestReset } from "../api/session";
import { useSignInOptions } from "../hooks/use-sign-in-options";
import { SessionPage } from "./page";
import { TextLink } from "./sign-in-form";

export function ForgotForm() {
  const t = useTranslations("session");
  const options = useSignInOptions().data;
  const [sentTo, setSentTo] = useState<string>();
  const form = useForm({
    initial: { email: "" },
    submit: async ({ email }) => {
      await requestReset(email);
      return email;
    },
    onDone: setSentTo,
  });

  return (
    <SessionPage title={t("forgot.title")} hint={t("forgot.hint")} footer={<TextLink href="/sign-in">{t("backToSignIn")}</TextLink>}>
      {options?.mails_links === false ? (
        <Banner>{t("forgot.noMail")}</Banner>
      ) : sentTo === undefined ? (
        <form {...form.props} className="flex flex-col gap-4">
          <FormError error={form.error} />
          <Field label={t("email")} error={form.errors.email}>
            {(control) => <Input {...control} {...form.text("email")} type="email" autoComplete="username" />}
          </Field>
          <Button type="submit" variant="primary" size="lg" isBusy={form.isBusy}>{t("forgot.submit")}</Button>
        </form>
      ) : (
        <Banner tone="good">{t("forgot.sent", { email: sentTo })}</Banner>
      )}
    </SessionPage>
  );
}
