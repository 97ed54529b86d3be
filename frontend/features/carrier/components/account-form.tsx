"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { type Credential, useCredentialChanges } from "@/features/credentials/hooks/use-credentials";
import { useReason } from "@/features/session/components/permitted";
import { PasswordInput } from "@/features/session/components/password-input";
import { ApiError } from "@/lib/errors";
import { useForm } from "@/lib/form";
import { Banner } from "@/ui/banner";
import { Button } from "@/ui/button";
import { Field } from "@/ui/field";
import { FormError } from "@/ui/form";
import { Input } from "@/ui/input";
import { toast } from "@/ui/toast";
import { type CarrierCheck, checkCarrier } from "../api/carrier";
import { VENDOR } from "../hooks/use-carrier";
import { CheckResult } from "./check-result";

const SUB_ACCOUNT = /^SA_/;
/** What says nothing about the keys. */
const UNDECIDED = ["CARRIER_UNREACHABLE", "CARRIER_LIMITED"];

const WRONG = "CARRIER_KEYS_WRONG";

/** The carrier does not say which of the two is wrong. */
function refusedAt(fields: string[], { reason, message }: CarrierCheck, description: string): ApiError {
  return new ApiError({ status: 400, reason, message, violations: fields.map((field) => ({ field, description })) });
}

interface AccountFormProps {
  known: Credential | undefined;
  onDone: () => void;
  onCancel: (() => void) | undefined;
}

/** The carrier tries the keys before they are kept. */
export function AccountForm({ known, onDone, onCancel }: AccountFormProps) {
  const t = useTranslations("carrier");
  const reason = useReason("integrations.write");
  const { keep } = useCredentialChanges();
  const [refusal, setRefusal] = useState<CarrierCheck>();
  const form = useForm({
    initial: { auth_id: "", auth_token: "", main_auth_token: "" },
    validate: ({ auth_id, auth_token }) => ({
      auth_id: auth_id.trim() ? undefined : t("missing"),
      auth_token: auth_token.trim() ? undefined : t("missing"),
    }),
    submit: async () => {
      const keys = trimmed();
      const check = await checkCarrier({ auth_id: keys.auth_id, auth_token: keys.auth_token });
      setRefusal(check.ok ? undefined : check);
      if (check.reason === WRONG) throw refusedAt(["auth_id", "auth_token"], check, t("notAccepted"));
      if (check.ok) await save();
    },
    paths: { "values.auth_id": "auth_id", "values.auth_token": "auth_token", "values.main_auth_token": "main_auth_token" },
  });
  const anyway = useForm({ initial: {}, submit: save });
  const isSub = SUB_ACCOUNT.test(form.values.auth_id.trim());

  function trimmed() {
    const { auth_id, auth_token, main_auth_token } = form.values;
    return { auth_id: auth_id.trim(), auth_token: auth_token.trim(), main_auth_token: main_auth_token.trim() };
  }

  async function save() {
    const { main_auth_token, ...keys } = trimmed();
    await keep(VENDOR, known, "", isSub && main_auth_token ? { ...keys, main_auth_token } : keys);
    toast({ title: t("connected"), tone: "good" });
    onDone();
  }

  return (
    <form {...form.props} className="flex max-w-xl flex-col gap-4" autoComplete="off">
      {reason !== undefined && <Banner>{reason}</Banner>}
      <FormError error={form.error ?? anyway.error} />
      {refusal && <CheckResult check={{ ...refusal, problems: [], answer_url: "" }} />}
      <Field label={t("fields.auth_id")} hint={t("authIdHint")} error={form.errors.auth_id}>
        {(control) => <Input {...control} {...form.text("auth_id")} placeholder="MA_XXXXXXXX" className="font-mono" autoComplete="off" spellCheck={false} disabled={reason !== undefined} />}
      </Field>
      <Field label={t("fields.auth_token")} error={form.errors.auth_token}>
        {(control) => <PasswordInput {...control} {...form.text("auth_token")} className="font-mono" autoComplete="off" disabled={reason !== undefined} />}
      </Field>
      {isSub && (
        <Field label={t("fields.main_auth_token")} hint={t("mainHint")} error={form.errors.main_auth_token}>
          {(control) => <PasswordInput {...control} {...form.text("main_auth_token")} className="font-mono" autoComplete="off" />}
        </Field>
      )}
      <div className="flex flex-wrap gap-2">
        <Button type="submit" variant="primary" isBusy={form.isBusy} disabled={reason !== undefined}>{t("connect")}</Button>
        {refusal && UNDECIDED.includes(refusal.reason) && <Button isBusy={anyway.isBusy} onClick={() => void anyway.submit()}>{t("keepAnyway")}</Button>}
        {onCancel && <Button variant="ghost" onClick={onCancel}>{t("cancel")}</Button>}
      </div>
    </form>
  );
}
