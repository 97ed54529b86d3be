"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useForm } from "@/lib/form";
import { Button } from "@/ui/button";
import { Combobox } from "@/ui/combobox";
import { Dialog } from "@/ui/dialog";
import { Field } from "@/ui/field";
import { FormError } from "@/ui/form";
import { Input } from "@/ui/input";
import { toast } from "@/ui/toast";
import { createNumber } from "../api/numbers";
import { useAgents } from "../hooks/use-numbers";

export function AddNumber({ isOpen, onOpenChange }: { isOpen: boolean; onOpenChange: (isOpen: boolean) => void }) {
  const t = useTranslations("numbers.form");
  const queries = useQueryClient();
  const agents = useAgents().data ?? [];
  const form = useForm({
    initial: { e164: "", display_name: "", agent_id: "" },
    submit: (values) => createNumber({ ...values, e164: values.e164.replaceAll(/[\s()-]/g, "") }),
    paths: { "number.e164": "e164", "number.display_name": "display_name", "number.agent_id": "agent_id" },
    onDone: () => {
      void queries.invalidateQueries({ queryKey: ["numbers"] });
      toast({ title: t("added"), tone: "good" });
      form.reset();
      onOpenChange(false);
    },
  });

  return (
    <Dialog
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      title={t("title")}
      description={t("description")}
      footer={
        <>
          <Button onClick={() => onOpenChange(false)}>{t("cancel")}</Button>
          <Button type="submit" form="add-number" variant="primary" isBusy={form.isBusy}>{t("submit")}</Button>
        </>
      }
    >
      <form id="add-number" {...form.props} className="flex flex-col gap-4">
        <FormError error={form.error} />
        <Field label={t("number")} hint={t("numberHint")} error={form.errors.e164}>
          {(control) => <Input {...control} {...form.text("e164")} type="tel" placeholder="+91 80455 50099" autoComplete="off" />}
        </Field>
        <Field label={t("name")} error={form.errors.display_name} aside={t("optional")}>
          {(control) => <Input {...control} {...form.text("display_name")} autoComplete="off" />}
        </Field>
        <Field label={t("agent")} hint={t("agentHint")} error={form.errors.agent_id} aside={t("optional")}>
          {(control) => (
            <Combobox
              {...control}
              value={form.values.agent_id}
              onChange={(value) => form.set("agent_id", value)}
              placeholder={t("agentPlaceholder")}
              options={agents.map((agent) => ({ value: agent.id, label: agent.display_name }))}
            />
          )}
        </Field>
      </form>
    </Dialog>
  );
}
