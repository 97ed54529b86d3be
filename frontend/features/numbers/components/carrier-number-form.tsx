"use client";

import { useQueryClient } from "@tanstack/react-query";
import { PlugZap } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useCarrierNumbers, useConnectNumber } from "@/features/carrier/hooks/use-carrier";
import { useForm } from "@/lib/form";
import { Banner } from "@/ui/banner";
import { Button } from "@/ui/button";
import { Combobox } from "@/ui/combobox";
import { EmptyState } from "@/ui/empty-state";
import { Field } from "@/ui/field";
import { FormError } from "@/ui/form";
import { grouped } from "@/ui/phone-number";
import { toast } from "@/ui/toast";
import { createNumber } from "../api/numbers";
import type { AddFormProps } from "./manual-number-form";
import { type NewNumber, NumberFields, PATHS } from "./number-fields";

interface CarrierNumberFormProps extends AddFormProps {
  from: { e164: string; connected: boolean; answer_url: string } | undefined;
  hasAccount: boolean;
}

export function CarrierNumberForm(props: CarrierNumberFormProps) {
  const t = useTranslations("numbers.form");
  if (props.hasAccount) return <FromAccount {...props} />;
  return (
    <EmptyState
      icon={PlugZap}
      title={t("noAccount")}
      className="py-8"
      action={<Button asChild variant="primary"><Link href="/numbers/carrier">{t("toCarrier")}</Link></Button>}
    >
      {t("noAccountText")}
    </EmptyState>
  );
}

/** Has the carrier send its calls here first, then adds it: a number that is here is one that works. */
function FromAccount({ id, from, onBusy, onDone }: CarrierNumberFormProps) {
  const t = useTranslations("numbers.form");
  const queries = useQueryClient();
  const list = useCarrierNumbers();
  const connect = useConnectNumber();
  const form = useForm<NewNumber>({
    initial: { e164: from?.e164 ?? "", display_name: "", agent_id: "" },
    validate: ({ e164 }) => ({ e164: e164 ? undefined : t("numberMissing") }),
    submit: async (values) => {
      onBusy(true);
      try {
        if (!chosen?.connected) await connect(values.e164);
        await createNumber(values);
      } finally {
        onBusy(false);
      }
    },
    paths: PATHS,
    onDone: () => {
      void queries.invalidateQueries({ queryKey: ["numbers"] });
      void queries.invalidateQueries({ queryKey: ["carrier"] });
      toast({ title: t("addedConnected"), tone: "good" });
      onDone();
    },
  });
  const free = list.rows.filter((number) => !number.registered);
  const chosen = list.rows.find((number) => number.e164 === form.values.e164) ?? (from?.e164 === form.values.e164 ? from : undefined);
  const options = (from && !free.some((number) => number.e164 === from.e164) ? [from, ...free] : free).map((number) => ({
    value: number.e164,
    label: grouped(number.e164),
    hint: number.connected ? t("leadsHere") : number.answer_url ? t("leadsElsewhere", { url: number.answer_url }) : t("leadsNowhere"),
  }));

  return (
    <form id={id} {...form.props} className="flex flex-col gap-4">
      <FormError error={form.error ?? list.error} />
      <Field
        label={t("number")}
        hint={!list.isLoading && free.length === 0 && !list.error ? t("allAdded") : t("pickHint")}
        error={form.errors.e164}
        aside={list.hasMore && <Button variant="link" size="sm" isBusy={list.isLoadingMore} onClick={list.loadMore}>{t("loadMore")}</Button>}
      >
        {(control) => <Combobox {...control} value={form.values.e164 || undefined} onChange={(value) => form.set("e164", value)} options={options} placeholder={t("pick")} disabled={list.isLoading} />}
      </Field>
      {chosen && !chosen.connected && chosen.answer_url && <Banner tone="warn">{t("takesOver", { url: chosen.answer_url })}</Banner>}
      <NumberFields form={form} />
    </form>
  );
}
