"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useForm } from "@/lib/form";
import { Button } from "@/ui/button";
import { Field } from "@/ui/field";
import { FormError } from "@/ui/form";
import { Input } from "@/ui/input";
import { Select } from "@/ui/select";
import { Sheet } from "@/ui/sheet";
import { type NewApiKey, createApiKey } from "../api/api-keys";
import { API_KEYS_KEY } from "../hooks/use-api-keys";
import { ScopePicker } from "./scope-picker";

const DAY_MS = 86_400_000;
const LIVES = ["30", "90", "365", "date", "never"] as const;
type Life = (typeof LIVES)[number];

interface CreateKeySheetProps {
  onClose: () => void;
  onMade: (made: NewApiKey) => void;
}

export function CreateKeySheet({ onClose, onMade }: CreateKeySheetProps) {
  const t = useTranslations("apiKeys.form");
  const queries = useQueryClient();
  const [tomorrow] = useState(() => localDate(new Date(Date.now() + DAY_MS)));
  const form = useForm({
    initial: { display_name: "", scopes: [] as string[], life: "90" as Life, date: "", expires_at: "" },
    validate: ({ display_name, scopes, life, date }) => ({
      display_name: display_name.trim() ? undefined : t("nameMissing"),
      scopes: scopes.length > 0 ? undefined : t("scopesMissing"),
      date: life !== "date" || date ? undefined : t("dateMissing"),
    }),
    submit: ({ display_name, scopes, life, date }) => createApiKey({ display_name: display_name.trim(), scopes, expires_at: endOf(life, date) }),
    onDone: (made) => {
      void queries.invalidateQueries({ queryKey: API_KEYS_KEY });
      onClose();
      onMade(made);
    },
  });

  return (
    <Sheet
      isOpen
      onOpenChange={onClose}
      title={t("title")}
      footer={
        <>
          <Button onClick={onClose}>{t("cancel")}</Button>
          <Button type="submit" form="create-key" variant="primary" isBusy={form.isBusy}>{t("submit")}</Button>
        </>
      }
    >
      <form id="create-key" {...form.props} className="flex flex-col gap-5">
        <FormError error={form.error} />
        <Field label={t("name")} hint={t("nameHint")} error={form.errors.display_name}>
          {(control) => <Input {...control} {...form.text("display_name")} maxLength={120} autoComplete="off" placeholder={t("namePlaceholder")} />}
        </Field>
        <Field label={t("expires")} hint={t("expiresHint")} error={form.errors.date ?? form.errors.expires_at}>
          {(control) => (
            <span className="flex gap-2">
              <Select {...control} value={form.values.life} onChange={(life) => form.set("life", life)} options={LIVES.map((value) => ({ value, label: t(`lives.${value}`) }))} />
              {form.values.life === "date" && <Input {...form.text("date")} type="date" aria-label={t("date")} aria-invalid={form.errors.date ? true : undefined} min={tomorrow} />}
            </span>
          )}
        </Field>
        <ScopePicker scopes={form.values.scopes} onChange={(scopes) => form.set("scopes", scopes)} error={form.errors.scopes} />
      </form>
    </Sheet>
  );
}

/** The end of that day in the browser's zone; undefined for a key that never expires. */
function endOf(life: Life, date: string): string | undefined {
  if (life === "never") return undefined;
  return life === "date" ? new Date(`${date}T23:59:59`).toISOString() : new Date(Date.now() + Number(life) * DAY_MS).toISOString();
}

function localDate(moment: Date): string {
  return new Date(moment.getTime() - moment.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
}
