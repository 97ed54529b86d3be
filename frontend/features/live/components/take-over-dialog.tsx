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
  const [error, setError] = useState<unknown>();
  const [attempt, setAttempt] = useState(0);
  const [isBusy, setBusy] = useState(false);
  const { microphone, refusal } = useMicrophone(isOpen, attempt);
  const read = useCallback(() => microphone?.level ?? 0, [microphone]);

  async function takeOver() {
    if (!microphone || isBusy) return;
    setBusy(true);
    setError(undefined);
    try {
      if (!(await audio.takeOver(microphone))) return;
      setBusy(false);
      onOpenChange(false);
    } catch (reason) {
      setError(reason);
      setBusy(false);
      // What failed has closed the microphone.
      setAttempt(attempt + 1);
    }
  }

  function leave() {
    if (isBusy) audio.stop("");
    setBusy(false);
    setError(undefined);
    onOpenChange(false);
  }

  return (
    <Dialog
      isOpen={isOpen}
      onOpenChange={(isWanted) => !isWanted && leave()}
      title={t("title")}
      description={t("text")}
      width="sm"
      footer={
        <>
          <Button onClick={leave}>{t("cancel")}</Button>
          <Button variant="danger" disabled={!microphone} isBusy={isBusy} onClick={() => void takeOver()}>{t("goOnAir")}</Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <FormError error={error ?? refusal} />
        <div className="flex items-center justify-between gap-4 rounded-lg bg-sunken px-3 py-2.5 text-sm">
          <span>{microphone ? t("hears") : t("waiting")}</span>
          <Meter read={read} className="w-32 text-good" />
        </div>
        <ul className="list-disc pl-4 text-xs text-ink-soft"><li>{t("headphones")}</li><li>{t("recorded")}</li><li>{t("leaving")}</li></ul>
      </div>
    </Dialog>
  );
}

interface Opened {
  microphone?: Microphone;
  refusal?: unknown;
}

/** Open while the dialog is, unless the call has got it; anew with every attempt. */
function useMicrophone(isOpen: boolean, attempt: number): Opened {
  const [state, setState] = useState<Opened>({});
  useEffect(() => {
    if (!isOpen) return;
    let isWanted = true;
    let opened: Microphone | undefined;
    const open = async () => {
      const microphone = await Microphone.open();
      if (!isWanted) return microphone.close();
      opened = microphone;
      await microphone.start(CHECK_RATE_HZ, () => undefined);
      if (isWanted) setState({ microphone });
    };
    open().catch((refusal: unknown) => isWanted && setState({ refusal }));
    return () => {
      isWanted = false;
      if (opened && !opened.isTaken) opened.close();
      setState({});
    };
  }, [isOpen, attempt]);
  return state;
}
