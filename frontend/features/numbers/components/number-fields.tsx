"use client";

import { useTranslations } from "next-intl";
import { Combobox } from "@/ui/combobox";
import { Field } from "@/ui/field";
import { Input } from "@/ui/input";
import type { useForm } from "@/lib/form";
import { useAgents } from "../hooks/use-numbers";

export interface NewNumber {
  e164: string;
  display_name: string;
  agent_id: string;
}

export const PATHS = { "number.e164": "e164", "number.display_name": "display_name", "number.agent_id": "agent_id" } as const;

/** What both ways of adding a number ask for: its name and who answers. */
export function NumberFields({ form }: { form: ReturnType<typeof useForm<NewNumber>> }) {
  const t = useTranslations("numbers");
  const agents = useAgents().data ?? [];
  return (
    <>
      <Field label={t("form.name")} error={form.errors.display_name} aside={t("form.optional")}>
        {(control) => <Input {...control} {...form.text("display_name")} autoComplete="off" maxLength={120} />}
      </Field>
      <Field label={t("form.agent")} hint={t("form.agentHint")} error={form.errors.agent_id} aside={t("form.optional")}>
        {(control) => (
          <Combobox
            {...control}
            value={form.values.agent_id || undefined}
            onChange={(value) => form.set("agent_id", value)}
            placeholder={t("form.agentPlaceholder")}
            options={agents.map((agent) => ({ value: agent.id, label: agent.display_name, hint: agent.live_revision === 0 ? t("unpublished") : undefined }))}
          />
        )}
      </Field>
    </>
  );
}
