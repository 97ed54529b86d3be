"use client";

import { useTranslations } from "next-intl";
import { useCallback, useEffect, useState } from "react";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { FormError } from "@/ui/form";
import type { CallAudio } from "../audio/call-audio";
import { Microphone } from "../audio/microphone";
import { Meter } from "./meter";

interface TakeOverDialogProps {
  audio: CallAudio;
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
}

const CHECK_RATE_HZ = 16_000;

/** The microphone first, and whether it hears anything; then the caller. */
export function TakeOverDialog({ audio, isOpen, onOpenChange }: TakeOverDialogProps) {
  const t = useTranslations("live.takeOver");
  const [microphone, setMicrophone] = useState<Microphone>();
  const [error, setError] = useState<unknown>();
  const [isBusy, setBusy] = useState(false);
  const read = useCallback(() => microphone?.level ?? 0, [microphone]);
  useMicrophone(isOpen, setMicrophone, setError);

  async function takeOver() {
    if (!microphone) return;
    setBusy(true);
    setError(undefined);
    try {
      await audio.takeOver(microphone);
      setMicrophone(undefined);
      onOpenChange(false);
    } catch (reason) {
      setError(reason);
    } finally {
      setBusy(false);
    }
  }

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
          <Button variant="danger" disabled={!microphone} isBusy={isBusy} onClick={() => void takeOver()}>{t("goOnAir")}</Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <FormError error={error} />
        <div className="flex items-center justify-between gap-4 rounded-lg bg-sunken px-3 py-2.5 text-sm">
          <span>{microphone ? t("hears") : t("waiting")}</span>
          <Meter read={read} className="w-32 text-good" />
        </div>
        <ul className="list-disc pl-4 text-xs text-ink-soft"><li>{t("headphones")}</li><li>{t("recorded")}</li><li>{t("leaving")}</li></ul>
      </div>
    </Dialog>
  );
}

/** Open while the dialog is, unless the call has got it. */
function useMicrophone(isOpen: boolean, give: (microphone: Microphone | undefined) => void, fail: (error: unknown) => void): void {
  useEffect(() => {
    if (!isOpen) return;
    let isWanted = true;
    let opened: Microphone | undefined;
    fail(undefined);
    Microphone.open()
      .then(async (microphone) => {
        if (!isWanted) return microphone.close();
        opened = microphone;
        await microphone.start(CHECK_RATE_HZ, () => undefined);
        give(microphone);
      })
      .catch(fail);
    return () => {
      isWanted = false;
      if (opened && !opened.isTaken) opened.close();
      give(undefined);
    };
  }, [isOpen, give, fail]);
}
