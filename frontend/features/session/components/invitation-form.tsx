"use client";

import { useTranslations } from "next-intl";
import { useForm } from "@/lib/form";
import { Banner } from "@/ui/banner";
import { Button } from "@/ui/button";
import { Field } from "@/ui/field";
import { FormError } from "@/ui/form";
import { Input } from "@/ui/input";
import { acceptInvitation } from "../api/session";
import { useLinkToken } from "../hooks/use-link-token";
import { SessionPage } from "./page";
import { PasswordInput, SHORTEST_PASSWORD } from "./password-input";
import { TextLink } from "./sign-in-form";

export function InvitationForm() {
  const t = useTranslations("session");
  const token = useLinkToken();
  const form = useForm({
    initial: { display_name: "", password: "" },
    submit: (values) => acceptInvitation({ ...values, token: token ?? "" }),
    onDone: () => location.assign("/"),
  });
  const footer = <>{t("signUp.hasAccount")} <TextLink href="/sign-in">{t("signIn.submit")}</TextLink></>;

  if (token === "") {
    return <SessionPage title={t("invitation.title")} footer={footer}><Banner tone="warn">{t("linkIncomplete")}</Banner></SessionPage>;
  }
  return (
    <SessionPage title={t("invitation.title")} hint={t("invitation.hint")} footer={footer}>
      <form {...form.props} className="flex flex-col gap-4">
        <FormError error={form.error} />
        <Field label={t("yourName")} error={form.errors.display_name}>
          {(control) => <Input {...control} {...form.text("display_name")} autoComplete="name" />}
        </Field>
        <Field label={t("password")} hint={t("passwordHint", { count: SHORTEST_PASSWORD })} error={form.errors.password}>
          {(control) => <PasswordInput {...control} {...form.text("password")} autoComplete="new-password" />}
        </Field>
        <Button type="submit" variant="primary" size="lg" isBusy={form.isBusy}>{t("invitation.submit")}</Button>
      </form>
    </SessionPage>
  );
}
