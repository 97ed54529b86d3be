"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useLocale, useTranslations } from "next-intl";
import { useMemo, useState } from "react";
import { useReason } from "@/features/session/components/permitted";
import { ME_KEY } from "@/features/session/hooks/use-me";
import { useConflict } from "@/lib/conflict";
import { useForm } from "@/lib/form";
import { Banner } from "@/ui/banner";
import { Button } from "@/ui/button";
import { Combobox } from "@/ui/combobox";
import { Field } from "@/ui/field";
import { FormError } from "@/ui/form";
import { FormConflict } from "@/ui/form-conflict";
import { Input } from "@/ui/input";
import { toast } from "@/ui/toast";
import { type Organization, getOrganization, updateOrganization } from "../api/organization";
import { ORGANIZATION_KEY } from "../hooks/use-organization";
import { timeZones } from "../time-zones";

type Values = Pick<Organization, "display_name" | "time_zone">;

const valuesOf = ({ display_name, time_zone }: Organization): Values => ({ display_name, time_zone });

export function OrganizationForm({ organization }: { organization: Organization }) {
  const t = useTranslations("organization");
  const locale = useLocale();
  const reason = useReason("organization.write");
  const queries = useQueryClient();
  const [begun, setBegun] = useState(organization);
  const zones = useMemo(() => timeZones(organization.time_zone, new Date(), locale), [organization.time_zone, locale]);

  async function save(kept: Organization, { display_name, time_zone }: Values) {
    const saved = await updateOrganization({ display_name, time_zone, revision: kept.revision }, ["display_name", "time_zone"]);
    void queries.invalidateQueries({ queryKey: ME_KEY });
    toast({ title: t("saved"), tone: "good" });
    return saved;
  }

  function show(kept: Organization) {
    queries.setQueryData(ORGANIZATION_KEY, kept);
    setBegun(kept);
    form.reset(valuesOf(kept));
  }

  const conflict = useConflict({ valuesOf, save, read: () => getOrganization(AbortSignal.timeout(20_000)), show });
  const form = useForm({
    initial: valuesOf(organization),
    submit: (values) => conflict.attempt(begun, values),
    paths: { "organization.display_name": "display_name", "organization.time_zone": "time_zone" },
  });

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
      <FormConflict conflict={conflict} labels={{ display_name: t("name"), time_zone: t("timeZone") }} />
    </form>
  );
}
