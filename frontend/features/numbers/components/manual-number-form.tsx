"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useForm } from "@/lib/form";
import { Field } from "@/ui/field";
import { FormError } from "@/ui/form";
import { Input } from "@/ui/input";
import { toast } from "@/ui/toast";
import { createNumber } from "../api/numbers";
import { type NewNumber, NumberFields, PATHS } from "./number-fields";

export interface AddFormProps {
  id: string;
  onBusy: (isBusy: boolean) => void;
  onDone: () => void;
}

/** For numbers whose calls the carrier sends here already. */
export function ManualNumberForm({ id, onBusy, onDone }: AddFormProps) {
  const t = useTranslations("numbers.form");
  const queries = useQueryClient();
  const form = useForm<NewNumber>({
    initial: { e164: "", display_name: "", agent_id: "" },
    submit: (values) => {
      onBusy(true);
      return createNumber({ ...values, e164: values.e164.replaceAll(/[\s()-]/g, "") }).finally(() => onBusy(false));
    },
    paths: PATHS,
    onDone: () => {
      void queries.invalidateQueries({ queryKey: ["numbers"] });
      void queries.invalidateQueries({ queryKey: ["carrier"] });
      toast({ title: t("added"), tone: "good" });
      onDone();
    },
  });
  return (
    <form id={id} {...form.props} className="flex flex-col gap-4">
      <p className="text-sm text-ink-soft">{t("description")}</p>
      <FormError error={form.error} />
      <Field label={t("number")} hint={t("numberHint")} error={form.errors.e164}>
        {(control) => <Input {...control} {...form.text("e164")} type="tel" placeholder="+91 80455 50099" autoComplete="off" />}
      </Field>
      <NumberFields form={form} />
    </form>
  );
}
