"use client";

import Link from "next/link";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useForm } from "@/lib/form";
import { Banner } from "@/ui/banner";
import { Button } from "@/ui/button";
import { Field } from "@/ui/field";
import { FormError } from "@/ui/form";
import { Input } from "@/ui/input";
import { type SignIn, signInOrAskForCode } from "../api/session";
import { useSignInOptions } from "../hooks/use-sign-in-options";
import { SessionPage } from "./page";
import { PasswordInput } from "./password-input";

interface SignInFormProps {
  returnTo: string;
  /** True after a password was reset. */
  hasNewPassword: boolean;
}

export function SignInForm({ returnTo, hasNewPassword }: SignInFormProps) {
  const t = useTranslations("session");
  const options = useSignInOptions().data;
  const [needsCode, setNeedsCode] = useState(false);
  const form = useForm<SignIn, boolean>({
    initial: { email: "", password: "", code: "" },
    submit: (values) => signInOrAskForCode(values, needsCode),
    // A whole new page: whoever was signed in before leaves nothing behind.
    onDone: (isIn) => (isIn ? location.assign(returnTo) : setNeedsCode(true)),
  });

  return (
    <SessionPage
      title={t("signIn.title")}
      hint={needsCode ? t("signIn.codeHint") : undefined}
      footer={options?.sign_up_open && <>{t("signIn.noAccount")} <TextLink href="/sign-up">{t("signIn.signUp")}</TextLink></>}
    >
      <form {...form.props} className="flex flex-col gap-4">
        {hasNewPassword && <Banner tone="good">{t("signIn.passwordChanged")}</Banner>}
        <FormError error={form.error} />
        {needsCode ? (
          <Field label={t("code")} error={form.errors.code}>
            {/* The person has just asked for this step, and the code runs out. */}
            {/* eslint-disable-next-line jsx-a11y/no-autofocus */}
            {(control) => <Input {...control} {...form.text("code")} autoFocus autoComplete="one-time-code" inputMode="text" className="numbers tracking-widest" />}
          </Field>
        ) : (
          <>
            <Field label={t("email")} error={form.errors.email}>
              {(control) => <Input {...control} {...form.text("email")} type="email" autoComplete="username" required />}
            </Field>
            <Field label={t("password")} error={form.errors.password} aside={<TextLink href="/forgot-password">{t("signIn.forgot")}</TextLink>}>
              {(control) => <PasswordInput {...control} {...form.text("password")} autoComplete="current-password" required />}
            </Field>
          </>
        )}
        <Button type="submit" variant="primary" size="lg" isBusy={form.isBusy}>{needsCode ? t("signIn.confirm") : t("signIn.submit")}</Button>
        {needsCode && <Button variant="ghost" onClick={() => { setNeedsCode(false); form.reset(); }}>{t("signIn.back")}</Button>}
        {options?.oidc_display_name && !needsCode && <OidcButton name={options.oidc_display_name} returnTo={returnTo} />}
      </form>
    </SessionPage>
  );
}

function OidcButton({ name, returnTo }: { name: string; returnTo: string }) {
  const t = useTranslations("session");
  return (
    <>
      <div className="flex items-center gap-3 text-xs text-ink-faint before:h-px before:flex-1 before:bg-line after:h-px after:flex-1 after:bg-line">{t("signIn.or")}</div>
      <Button asChild size="lg"><a href={`/session/oidc/start?return_to=${encodeURIComponent(returnTo)}`}>{t("signIn.with", { name })}</a></Button>
    </>
  );
}

export function TextLink({ href, children }: { href: string; children: React.ReactNode }) {
  return <Link href={href} className="rounded font-medium text-accent-text underline-offset-4 hover:underline">{children}</Link>;
}
