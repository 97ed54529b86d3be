"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { ME_KEY } from "@/features/session/hooks/use-me";
import { useForm } from "@/lib/form";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { toast } from "@/ui/toast";
import { stopSecondFactor } from "../api/profile";
import { PasswordStep } from "./password-step";

export function StopSecondFactor({ onClose }: { onClose: () => void }) {
  const t = useTranslations("profile.factor");
  const queries = useQueryClient();
  const form = useForm({
    initial: { password: "" },
    submit: ({ password }) => stopSecondFactor(password),
    onDone: () => {
      void queries.invalidateQueries({ queryKey: ME_KEY });
      toast({ title: t("stopped"), tone: "good" });
      onClose();
    },
  });
  return (
    <Dialog
      isOpen
      onOpenChange={onClose}
      width="sm"
      title={t("stopTitle")}
      description={t("stopText")}
      footer={
        <>
          <Button onClick={onClose}>{t("cancel")}</Button>
          <Button type="submit" form="stop-factor" variant="danger" isBusy={form.isBusy}>{t("stop")}</Button>
        </>
      }
    >
      <PasswordStep id="stop-factor" form={form} />
    </Dialog>
  );
}
