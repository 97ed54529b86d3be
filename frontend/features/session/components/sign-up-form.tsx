"use client";

import { useTranslations } from "next-intl";
import { useForm } from "@/lib/form";
import { Banner } from "@/ui/banner";
import { Button } from "@/ui/button";
import { Field } from "@/ui/field";
import { FormError } from "@/ui/form";
import { Input } from "@/ui/input";
import { type SignUp, signUp } from "../api/session";
import { useSignInOptions } from "../hooks/use-sign-in-options";
import { SessionPage } from "./page";
import { PasswordInput, SHORTEST_PASSWORD } from "./password-input";
import { TextLink } from "./sign-in-form";

export function SignUpForm() {
  const t = useTranslations("session");
  const options = useSignInOptions().data;
  const form = useForm<SignUp>({
    initial: { organization_name: "", display_name: "", email: "", password: "" },
    submit: signUp,
    onDone: () => location.assign("/"),
  });
  const footer = <>{t("signUp.hasAccount")} <TextLink href="/sign-in">{t("signIn.submit")}</TextLink></>;

  if (options?.sign_up_open === false) {
    return <SessionPage title={t("signUp.title")} footer={footer}><Banner>{t("signUp.closed")}</Banner></SessionPage>;
  }
  return (
    <SessionPage title={t("signUp.title")} hint={t("signUp.hint")} footer={footer}>
      <form {...form.props} className="flex flex-col gap-4">
        <FormError error={form.error} />
        <Field label={t("organization")} error={form.errors.organization_name}>
          {(control) => <Input {...control} {...form.text("organization_name")} autoComplete="organization" />}
        </Field>
        <Field label={t("yourName")} error={form.errors.display_name}>
          {(control) => <Input {...control} {...form.text("display_name")} autoComplete="name" />}
        </Field>
        <Field label={t("workEmail")} error={form.errors.email}>
          {(control) => <Input {...control} {...form.text("email")} type="email" autoComplete="username" />}
        </Field>
        <Field label={t("password")} hint={t("passwordHint", { count: SHORTEST_PASSWORD })} error={form.errors.password}>
          {(control) => <PasswordInput {...control} {...form.text("password")} autoComplete="new-password" />}
        </Field>
        <Button type="submit" variant="primary" size="lg" isBusy={form.isBusy}>{t("signUp.submit")}</Button>
      </form>
    </SessionPage>
  );
}
