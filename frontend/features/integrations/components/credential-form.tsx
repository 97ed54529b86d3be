"use client";

import { useTranslations } from "next-intl";
import { useMemo } from "react";
import { useCredentialChanges } from "@/features/credentials/hooks/use-credentials";
import { useReason } from "@/features/session/components/permitted";
import { PasswordInput } from "@/features/session/components/password-input";
import { useForm } from "@/lib/form";
import { Banner } from "@/ui/banner";
import { Button } from "@/ui/button";
import { Field, type FieldControl } from "@/ui/field";
import { FormError } from "@/ui/form";
import { Input } from "@/ui/input";
import { Select } from "@/ui/select";
import { toast } from "@/ui/toast";
import { type CredentialField, fieldsOf, valuesOf, wrongIn } from "../credential-schema";
import type { Offer } from "../hooks/use-integrations";

interface CredentialFormProps {
  offer: Offer;
  onDone: () => void;
  onTest: () => void;
  onCancel: (() => void) | undefined;
}

/** Drawn from the schema the adapter gives: a new vendor needs no page of its own. */
export function CredentialForm({ offer, onDone, onTest, onCancel }: CredentialFormProps) {
  const t = useTranslations("integrations.key");
  const { adapter, credential } = offer;
  const reason = useReason("integrations.write");
  const fields = useMemo(() => fieldsOf(adapter.credential_schema), [adapter.credential_schema]);
  const { keep } = useCredentialChanges();
  const form = useForm<Record<string, string>>({
    initial: Object.fromEntries(fields.map((field) => [field.name, field.initial])),
    validate: (values) => Object.fromEntries(Object.entries(wrongIn(fields, values)).map(([name, rule]) => [name, rule && t(rule)])),
    submit: (values) => keep(adapter.id, credential, credential?.display_name ?? adapter.display_name, valuesOf(fields, values)),
    paths: Object.fromEntries(fields.map((field) => [`values.${field.name}`, field.name])),
    onDone: () => {
      toast({ title: t("kept", { name: adapter.display_name }), tone: "good" });
      onDone();
      onTest();
    },
  });

  return (
    <form {...form.props} className="flex flex-col gap-4" autoComplete="off">
      {reason !== undefined && <Banner>{reason}</Banner>}
      <FormError error={form.error} />
      {fields.map((field) => (
        <Field key={field.name} label={field.title} hint={field.description || undefined} aside={field.isRequired ? undefined : t("optional")} error={form.errors[field.name]}>
          {(control) => <Control field={field} control={control} value={form.values[field.name] ?? ""} onChange={(value) => form.set(field.name, value)} disabled={reason !== undefined} />}
        </Field>
      ))}
      <p className="text-xs text-ink-faint">{t("sealed")}</p>
      <div className="flex gap-2">
        <Button type="submit" variant="primary" isBusy={form.isBusy} disabled={reason !== undefined}>{t(credential ? "replaceSubmit" : "submit")}</Button>
        {onCancel && <Button variant="ghost" onClick={onCancel}>{t("cancel")}</Button>}
      </div>
    </form>
  );
}

interface ControlProps {
  field: CredentialField;
  control: FieldControl;
  value: string;
  onChange: (value: string) => void;
  disabled: boolean;
}

function Control({ field, control, value, onChange, disabled }: ControlProps) {
  if (field.choices.length > 0) {
    return <Select {...control} value={value} onChange={onChange} disabled={disabled} options={field.choices.map((choice) => ({ value: choice, label: choice }))} />;
  }
  const Text = field.isSecret ? PasswordInput : Input;
  return (
    <Text
      {...control}
      name={field.name}
      value={value}
      onChange={(event) => onChange(event.target.value)}
      className="font-mono"
      autoComplete="off"
      spellCheck={false}
      disabled={disabled}
    />
  );
}
