"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { useCarrierCredential } from "@/features/carrier/hooks/use-carrier";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { Skeleton } from "@/ui/skeleton";
import { Tabs } from "@/ui/tabs";
import { CarrierNumberForm } from "./carrier-number-form";
import { ManualNumberForm } from "./manual-number-form";

interface AddNumberProps {
  /** A number of the carrier's list, if one was chosen there. */
  from?: { e164: string; connected: boolean; answer_url: string };
  onClose: () => void;
}

/** From the carrier's list where there is an account, or by hand. */
export function AddNumber({ from, onClose }: AddNumberProps) {
  const t = useTranslations("numbers.form");
  const { credential, isPending } = useCarrierCredential();
  const [way, setWay] = useState<string>();
  const [isBusy, setBusy] = useState(false);
  const shown = way ?? (credential || from ? "carrier" : "hand");
  const form = { onBusy: setBusy, onDone: onClose };
  return (
    <Dialog
      isOpen
      onOpenChange={onClose}
      title={t("title")}
      description={t("intro")}
      footer={
        <>
          <Button onClick={onClose}>{t("cancel")}</Button>
          <Button type="submit" form={`add-${shown}`} variant="primary" isBusy={isBusy} disabled={isPending || (shown === "carrier" && !credential)}>{t("submit")}</Button>
        </>
      }
    >
      {isPending ? (
        <Skeleton className="h-56 w-full" />
      ) : (
        <Tabs
          value={shown}
          onChange={setWay}
          tabs={[
            { value: "carrier", label: t("fromCarrier"), content: <CarrierNumberForm id="add-carrier" from={from} hasAccount={credential !== undefined} {...form} /> },
            { value: "hand", label: t("byHand"), content: <ManualNumberForm id="add-hand" {...form} /> },
          ]}
        />
      )}
    </Dialog>
  );
}
