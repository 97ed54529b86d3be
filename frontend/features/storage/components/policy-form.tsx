"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useReason } from "@/features/session/components/permitted";
import { useConflict } from "@/lib/conflict";
import { useForm } from "@/lib/form";
import { Banner } from "@/ui/banner";
import { Button } from "@/ui/button";
import { Checkbox } from "@/ui/checkbox";
import { ConflictDialog } from "@/ui/conflict-dialog";
import { FormError } from "@/ui/form";
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

  async function save(kept: StoragePolicy, values: ReturnType<typeof valuesOf>) {
    queries.setQueryData(STORAGE_KEY, await updateStoragePolicy({ ...values, revision: kept.revision }));
    toast({ title: t("saved"), description: t("savedEffect"), tone: "good" });
  }

  const conflict = useConflict({ save, read: () => getStoragePolicy(AbortSignal.timeout(20_000)) });
  const form = useForm({
    initial: valuesOf(policy),
    submit: (values) => conflict.attempt(policy, values),
    validate: ({ retention_days: days }) => ({
      retention_days: Number.isInteger(days) && days >= 0 && days <= LONGEST_DAYS ? undefined : t("retention.range", { most: LONGEST_DAYS }),
    }),
  });

  function takeTheirs() {
    if (!conflict.theirs) return;
    queries.setQueryData(STORAGE_KEY, conflict.theirs);
    form.reset(valuesOf(conflict.theirs));
    conflict.close();
  }

  const say = {
    encrypt: (value: boolean) => t(value ? "encrypt.on" : "encrypt.off"),
    retention_days: (days: number) => (days === 0 ? t("retention.forever") : t("retention.days", { days })),
  };
  const theirs = conflict.theirs && valuesOf(conflict.theirs);
  const differing = theirs
    ? [
        { label: t("encrypt.label"), mine: say.encrypt(form.values.encrypt), theirs: say.encrypt(theirs.encrypt) },
        { label: t("retention.label"), mine: say.retention_days(form.values.retention_days), theirs: say.retention_days(theirs.retention_days) },
      ].filter((field) => field.mine !== field.theirs)
    : [];

  return (
    <form {...form.props} className="flex flex-col gap-5">
      {reason !== undefined && <Banner>{reason}</Banner>}
      <FormError error={form.error} />
      <RetentionField days={form.values.retention_days} onChange={(days) => form.set("retention_days", days)} error={form.errors.retention_days} disabled={reason !== undefined} />
      <Checkbox checked={form.values.encrypt} onChange={(value) => form.set("encrypt", value)} label={t("encrypt.label")} hint={t("encrypt.hint")} disabled={reason !== undefined} />
      <Button type="submit" variant="primary" className="self-start" isBusy={form.isBusy} disabled={!form.isDirty || reason !== undefined}>{t("save")}</Button>
      <ConflictDialog isOpen={theirs !== undefined} fields={differing} onKeepMine={conflict.keepMine} onTakeTheirs={takeTheirs} onClose={conflict.close} />
    </form>
  );
}
