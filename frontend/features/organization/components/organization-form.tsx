"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useLocale, useTranslations } from "next-intl";
import { useMemo } from "react";
import { useReason } from "@/features/session/components/permitted";
import { ME_KEY } from "@/features/session/hooks/use-me";
import { useConflict } from "@/lib/conflict";
import { useForm } from "@/lib/form";
import { Banner } from "@/ui/banner";
import { Button } from "@/ui/button";
import { Combobox } from "@/ui/combobox";
import { ConflictDialog } from "@/ui/conflict-dialog";
import { Field } from "@/ui/field";
import { FormError } from "@/ui/form";
import { Input } from "@/ui/input";
import { toast } from "@/ui/toast";
import { type Organization, getOrganization, updateOrganization } from "../api/organization";
import { ORGANIZATION_KEY } from "../hooks/use-organization";
import { timeZones } from "../time-zones";

type Values = Pick<Organization, "display_name" | "time_zone">;

export function OrganizationForm({ organization }: { organization: Organization }) {
  const t = useTranslations("organization");
  const locale = useLocale();
  const reason = useReason("organization.write");
  const queries = useQueryClient();
  const zones = useMemo(() => timeZones(organization.time_zone, new Date(), locale), [organization.time_zone, locale]);

  async function save(kept: Organization, { display_name, time_zone }: Values) {
    const saved = await updateOrganization({ display_name, time_zone, revision: kept.revision }, ["display_name", "time_zone"]);
    queries.setQueryData(ORGANIZATION_KEY, saved);
    void queries.invalidateQueries({ queryKey: ME_KEY });
    toast({ title: t("saved"), tone: "good" });
  }

  const conflict = useConflict({ save, read: () => getOrganization(AbortSignal.timeout(20_000)) });
  const form = useForm({
    initial: { display_name: organization.display_name, time_zone: organization.time_zone },
    submit: (values) => conflict.attempt(organization, values),
    paths: { "organization.display_name": "display_name", "organization.time_zone": "time_zone" },
  });

  function takeTheirs() {
    if (!conflict.theirs) return;
    queries.setQueryData(ORGANIZATION_KEY, conflict.theirs);
    form.reset({ display_name: conflict.theirs.display_name, time_zone: conflict.theirs.time_zone });
    conflict.close();
  }

  return (
    <form {...form.props} className="flex flex-col gap-4">
      {reason !== undefined && <Banner>{reason}</Banner>}
      <FormError error={form.error} />
      <Field label={t("name")} hint={t("nameHint")} error={form.errors.display_name}>
        {(control) => <Input {...control} {...form.text("display_name")} maxLength={120} disabled={reason !== undefined} autoComplete="organization" />}
      </Field>
      <Field label={t("timeZone")} hint={t("timeZoneHint")} error={form.errors.time_zone}>
        {(control) => <Combobox {...control} value={form.values.time_zone} onChange={(value) => form.set("time_zone", value)} options={zones} disabled={reason !== undefined} />}
      </Field>
      <Button type="submit" variant="primary" className="self-start" isBusy={form.isBusy} disabled={!form.isDirty || reason !== undefined}>{t("save")}</Button>
      <ConflictDialog
        isOpen={conflict.theirs !== undefined}
        fields={(["display_name", "time_zone"] as const)
          .filter((name) => conflict.theirs?.[name] !== form.values[name])
          .map((name) => ({ label: t(name === "display_name" ? "name" : "timeZone"), mine: form.values[name], theirs: conflict.theirs?.[name] }))}
        onKeepMine={conflict.keepMine}
        onTakeTheirs={takeTheirs}
        onClose={conflict.close}
      />
    </form>
  );
}
