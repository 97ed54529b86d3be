import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { isSignedIn, signInOrAskForCode } from "@/features/session/api/session";
import { PasswordInput } from "@/features/session/components/password-input";
import { useMe } from "@/features/session/hooks/use-me";
import { useSignInOptions } from "@/features/session/hooks/use-sign-in-options";
import { useForm } from "@/lib/form";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { Field } from "@/ui/field";
import { FormError } from "@/ui/form";
import { Input } from "@/ui/input";

/** The same person, and nobody else. */
export function SignInDialog({ onEnd }: { onEnd: (isIn: boolean) => void }) {
  const t = useTranslations("session");
  const me = useMe();
  const [needsCode, setNeedsCode] = useState(false);
  const form = useForm({
    initial: { password: "", code: "" },
    submit: (values) => signInOrAskForCode({ email: me.email, ...values }, needsCode),
    onDone: (isIn) => (isIn ? onEnd(true) : setNeedsCode(true)),
  });
  useSignInElsewhere(() => onEnd(true));
  return (
    <Dialog
      isOpen
      onOpenChange={(isOpen) => !isOpen && onEnd(false)}
      title={t("again.title")}
      description={needsCode ? t("signIn.codeHint") : t("again.text")}
      width="sm"
      footer={
        <>
          <OtherWay />
          {me.has_password && <Button type="submit" form="sign-in-again" variant="primary" isBusy={form.isBusy}>{needsCode ? t("signIn.confirm") : t("signIn.submit")}</Button>}
        </>
      }
    >
      <form id="sign-in-again" {...form.props} className="flex flex-col gap-4">
        <FormError error={form.error} />
        {/* Somebody else's session would save this person's changes. */}
        <Field label={t("email")}>{(control) => <Input {...control} value={me.email} readOnly autoComplete="username" />}</Field>
        {needsCode ? (
          <Field label={t("code")} error={form.errors.code}>
            {(control) => <Input {...control} {...form.text("code")} autoComplete="one-time-code" className="numbers tracking-widest" />}
          </Field>
        ) : (
          me.has_password && (
            <Field label={t("password")} error={form.errors.password}>
              {(control) => <PasswordInput {...control} {...form.text("password")} autoComplete="current-password" required />}
            </Field>
          )
        )}
      </form>
    </Dialog>
  );
}

/** An identity provider has pages of its own. */
function OtherWay() {
  const t = useTranslations("session.again");
  const name = useSignInOptions().data?.oidc_display_name;
  if (!name) return null;
  return <Button asChild><a href="/session/oidc/start?return_to=%2F" target="_blank" rel="noreferrer">{t("inNewTab", { name })}</a></Button>;
}

/** Looks, whenever one comes back to this page, whether one has signed in on another. */
function useSignInElsewhere(onFound: () => void) {
  const me = useMe();
  useEffect(() => {
    const look = () =>
      void isSignedIn(me).then(
        (isIn) => isIn && onFound(),
        () => undefined,
      );
    addEventListener("focus", look);
    return () => removeEventListener("focus", look);
  }, [me, onFound]);
}
