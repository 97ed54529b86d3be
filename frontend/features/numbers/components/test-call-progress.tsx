"use client";

import { PhoneOff } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Permitted } from "@/features/session/components/permitted";
import { Status, type Tone } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { Duration } from "@/ui/duration";
import { FormError } from "@/ui/form";
import { grouped } from "@/ui/phone-number";
import { type PlacedCall, hangUpCall } from "../api/numbers";
import { isUnderWay, useTestCall } from "../hooks/use-test-call";

const TONES: Partial<Record<PlacedCall["state"], Tone>> = {
  CALL_STATE_QUEUED: "accent",
  CALL_STATE_RINGING: "accent",
  CALL_STATE_IN_PROGRESS: "good",
  CALL_STATE_COMPLETED: "good",
  CALL_STATE_FAILED: "bad",
};

interface TestCallProgressProps {
  placed: PlacedCall;
  onAgain: () => void;
  onClose: () => void;
}

export function TestCallProgress({ placed, onAgain, onClose }: TestCallProgressProps) {
  const t = useTranslations("numbers.test");
  const { call, error } = useTestCall(placed);
  const [hangUpError, setHangUpError] = useState<unknown>();
  const isRunning = isUnderWay(call);

  async function hangUp() {
    try {
      await hangUpCall(call.id);
    } catch (reason) {
      setHangUpError(reason);
    }
  }

  return (
    <Dialog
      isOpen
      onOpenChange={onClose}
      width="sm"
      title={t("calling", { number: grouped(call.to || placed.to) })}
      footer={
        <>
          {isRunning ? (
            <Permitted to="calls.control">
              {(isPermitted) => <Button variant="danger" disabled={!isPermitted} onClick={() => void hangUp()}><PhoneOff aria-hidden />{t("hangUp")}</Button>}
            </Permitted>
          ) : (
            <Button onClick={onAgain}>{t("again")}</Button>
          )}
          <Button asChild variant={isRunning ? "secondary" : "primary"}><Link href={`/calls/${call.id}`}>{t("open")}</Link></Button>
        </>
      }
    >
      <div className="flex flex-col gap-3" role="status">
        <FormError error={hangUpError ?? error} />
        <p className="flex items-center justify-between gap-3 rounded-lg bg-sunken px-3 py-3 text-base">
          <Status tone={TONES[call.state] ?? "warn"} isPulsing={isRunning} className="font-medium">{t(`states.${call.state}`)}</Status>
          {call.answered_at !== undefined && <Duration ms={call.duration_ms} className="text-ink-soft" />}
        </p>
        <p className="text-sm text-ink-soft">{t(isRunning ? "runningHint" : call.answered_at === undefined ? "unansweredHint" : "endedHint")}</p>
        {call.end_detail && <p className="text-xs text-ink-faint">{t("detail")} “{call.end_detail}”</p>}
      </div>
    </Dialog>
  );
}
