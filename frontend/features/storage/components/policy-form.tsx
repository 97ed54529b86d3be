"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useReason } from "@/features/session/components/permitted";
import { useConflict } from "@/lib/conflict";
import { useForm } from "@/lib/form";
import { Banner } from "@/ui/banner";
import { Button } from "@/ui/button";
import { Checkbox } from "@/ui/checkbox";
import { FormError } from "@/ui/form";
import { FormConflict } from "@/ui/form-conflict";
import { toast } from "@/ui/toast";
import { type StoragePolicy, getStoragePolicy, updateStoragePolicy } from "../api/storage";
import { STORAGE_KEY } from "../hooks/use-storage-policy";
import { RetentionField } from "./retention-field";

export const LONGEST_DAYS = 3_650;

function valuesOf(policy: StoragePolicy) {
  return { encrypt: policy.encrypt ?? false, retention_days: policy.retention_days ?? 0 };
}

export function PolicyForm({ policy }: { policy: StoragePolicy }) {
  const t = useTranslations("storage");
  const reason = useReason("storage.write");
  const queries = useQueryClient();
  const [begun, setBegun] = useState(policy);

  async function save(kept: StoragePolicy, values: ReturnType<typeof valuesOf>) {
    const saved = await updateStoragePolicy({ ...values, revision: kept.revision });
    toast({ title: t("saved"), description: t("savedEffect"), tone: "good" });
    return saved;
  }

  function show(kept: StoragePolicy) {
    queries.setQueryData(STORAGE_KEY, kept);
    setBegun(kept);
    form.reset(valuesOf(kept));
  }

  const conflict = useConflict({ valuesOf, save, read: () => getStoragePolicy(AbortSignal.timeout(20_000)), show });
  const form = useForm({
    initial: valuesOf(policy),
    submit: (values) => conflict.attempt(begun, values),
    validate: ({ retention_days: days }) => ({
      retention_days: Number.isInteger(days) && days >= 0 && days <= LONGEST_DAYS ? undefined : t("retention.range", { most: LONGEST_DAYS }),
    }),
  });

  const say = {
    encrypt: (value: boolean) => t(value ? "encrypt.on" : "encrypt.off"),
    retention_days: (days: number) => (days === 0 ? t("retention.forever") : t("retention.days", { days })),
  };

  return (
    <form {...form.props} className="flex flex-col gap-5">
      {reason !== undefined && <Banner>{reason}</Banner>}
      <FormError error={form.error} />
      <RetentionField days={form.values.retention_days} onChange={(days) => form.set("retention_days", days)} error={form.errors.retention_days} disabled={reason !== undefined} />
      <Checkbox checked={form.values.encrypt} onChange={(value) => form.set("encrypt", value)} label={t("encrypt.label")} hint={t("encrypt.hint")} disabled={reason !== undefined} />
      <Button type="submit" variant="primary" className="self-start" isBusy={form.isBusy} disabled={!form.isDirty || reason !== undefined}>{t("save")}</Button>
      <FormConflict conflict={conflict} labels={{ encrypt: t("encrypt.label"), retention_days: t("retention.label") }} say={say} />
    </form>
  );
}
