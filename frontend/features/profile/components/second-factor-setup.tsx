"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { ME_KEY } from "@/features/session/hooks/use-me";
import type { Message } from "@/lib/api/types";
import { isReason } from "@/lib/errors";
import { useForm } from "@/lib/form";
import { Button } from "@/ui/button";
import { CodeBlock } from "@/ui/code-block";
import { Dialog } from "@/ui/dialog";
import { useErrorText } from "@/ui/error-text";
import { Field } from "@/ui/field";
import { FormError } from "@/ui/form";
import { Input } from "@/ui/input";
import { QrCode } from "@/ui/qr-code";
import { confirmSecondFactor, startSecondFactor } from "../api/profile";
import { PasswordStep } from "./password-step";
import { RecoveryCodes } from "./recovery-codes";

/** Password, app, recovery codes: the last are shown once, so the dialog does not close by accident. */
export function SecondFactorSetup({ onClose }: { onClose: () => void }) {
  const t = useTranslations("profile.factor");
  const queries = useQueryClient();
  const [secret, setSecret] = useState<Message<"StartSecondFactorResponse">>();
  const [codes, setCodes] = useState<string[]>();
  const [isKept, setKept] = useState(false);
  const start = useForm({ initial: { password: "" }, submit: ({ password }) => startSecondFactor(password), onDone: setSecret });
  const confirm = useForm({
    initial: { code: "" },
    submit: ({ code }) => confirmSecondFactor(code.replaceAll(/\s/g, "")),
    onDone: ({ recovery_codes: recoveryCodes }) => {
      setCodes(recoveryCodes);
      void queries.invalidateQueries({ queryKey: ME_KEY });
    },
  });
  const step = codes ? 3 : secret ? 2 : 1;

  return (
    <Dialog
      isOpen
      onOpenChange={() => (step < 3 || isKept) && onClose()}
      title={t(`step${step}.title`)}
      description={<>{t("stepOf", { step })} · {t(`step${step}.text`)}</>}
      footer={
        <>
          {step < 3 && <Button onClick={onClose}>{t("cancel")}</Button>}
          {step === 1 && <Button type="submit" form="factor-password" variant="primary" isBusy={start.isBusy}>{t("next")}</Button>}
          {step === 2 && <Button type="submit" form="factor-code" variant="primary" isBusy={confirm.isBusy}>{t("confirm")}</Button>}
          {step === 3 && <Button variant="primary" disabled={!isKept} onClick={onClose}>{t("finish")}</Button>}
        </>
      }
    >
      {codes ? (
        <RecoveryCodes codes={codes} isKept={isKept} onKept={setKept} />
      ) : secret ? (
        <AppStep secret={secret} form={confirm} />
      ) : (
        <PasswordStep id="factor-password" form={start} />
      )}
    </Dialog>
  );
}

function AppStep({ secret, form }: { secret: Message<"StartSecondFactorResponse">; form: ReturnType<typeof useForm<{ code: string }, Message<"ConfirmSecondFactorResponse">>> }) {
  const t = useTranslations("profile.factor");
  const say = useErrorText();
  const isWrong = isReason(form.error, "CODE_WRONG");
  return (
    <div className="grid gap-5 sm:grid-cols-[11rem_1fr]">
      <QrCode text={secret.otpauth_url} label={t("qr")} className="mx-auto w-44 rounded-lg ring-1 ring-line" />
      <form id="factor-code" {...form.props} className="flex min-w-0 flex-col gap-4">
        {!isWrong && <FormError error={form.error} />}
        <Field label={t("byHand")}>
          {() => <CodeBlock code={secret.secret.replaceAll(/(.{4})(?=.)/g, "$1 ")} className="[&_pre]:whitespace-pre-wrap" />}
        </Field>
        <Field label={t("code")} hint={t("codeHint")} error={isWrong ? say(form.error) : form.errors.code}>
          {(control) => <Input {...control} {...form.text("code")} inputMode="numeric" autoComplete="one-time-code" maxLength={7} placeholder="000 000" className="numbers tracking-widest" />}
        </Field>
      </form>
    </div>
  );
}
