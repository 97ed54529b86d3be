"use client";

import { useTranslations } from "next-intl";
import { useForm } from "@/lib/form";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { Field } from "@/ui/field";
import { FormError } from "@/ui/form";
import { Input } from "@/ui/input";
import { toast } from "@/ui/toast";
import { transferCall } from "../api/live";

interface TransferDialogProps {
  callId: string;
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
  onDone: () => void;
}

export function TransferDialog({ callId, isOpen, onOpenChange, onDone }: TransferDialogProps) {
  const t = useTranslations("live.transfer");
  const form = useForm({
    initial: { to: "" },
    submit: ({ to }) => transferCall(callId, to.replaceAll(/[\s()-]/g, "")),
    onDone: () => {
      toast({ title: t("done"), tone: "good" });
      form.reset();
      onOpenChange(false);
      onDone();
    },
  });
  return (
    <Dialog
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      title={t("title")}
      description={t("text")}
      width="sm"
      footer={
        <>
          <Button onClick={() => onOpenChange(false)}>{t("cancel")}</Button>
          <Button type="submit" form="transfer-call" variant="primary" isBusy={form.isBusy}>{t("submit")}</Button>
        </>
      }
    >
      <form id="transfer-call" {...form.props} className="flex flex-col gap-4">
        <FormError error={form.error} />
        <Field label={t("number")} hint={t("hint")} error={form.errors.to}>
          {(control) => <Input {...control} {...form.text("to")} type="tel" placeholder="+91 98000 00001" autoComplete="off" />}
        </Field>
      </form>
    </Dialog>
  );
}
