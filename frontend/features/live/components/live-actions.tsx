"use client";

import { Headphones, Mic, PhoneForwarded, PhoneOff, Undo2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ReactNode, useEffect, useMemo, useState } from "react";
import { useMay, useMe } from "@/features/session/hooks/use-me";
import { deferred, ifOpen } from "@/lib/deferred";
import { Button } from "@/ui/button";
import { type Command, useCommands } from "@/ui/command-palette";
import { ConfirmDialog } from "@/ui/confirm-dialog";
import { useErrorText } from "@/ui/error-text";
import { toast } from "@/ui/toast";
import { Tooltip } from "@/ui/tooltip";
import { hangUpCall, type LiveCall } from "../api/live";
import type { CallAudio } from "../audio/call-audio";
import { useHandBack } from "../hooks/use-hand-back";
import { useAudioState } from "../hooks/use-watch";
import { WHISPER_FIELD } from "./whisper";

const TakeOverDialog = deferred(() => import("./take-over-dialog").then((module) => module.TakeOverDialog), ifOpen);
const TransferDialog = deferred(() => import("./transfer-dialog").then((module) => module.TransferDialog), ifOpen);

interface LiveActionsProps {
  callId: string;
  call: LiveCall | undefined;
  isBrowser: boolean;
  audio: CallAudio;
}

type Step = "takeOver" | "transfer" | "hangUp";

export function LiveActions({ callId, call, isBrowser, audio }: LiveActionsProps) {
  const t = useTranslations("live.actions");
  const say = useErrorText();
  const me = useMe();
  const state = useAudioState(audio);
  const handBack = useHandBack(audio);
  const [step, setStep] = useState<Step>();
  const [ending, setEnding] = useEnding();
  const [mayListen, mayControl] = [useMay("calls.listen"), useMay("calls.control")];
  const isTalking = state.mode === "talking";
  const takenByOther = call !== undefined && call.operator_id !== "" && call.operator_id !== me.user_id;

  const isEnding = ending ? t(`ending.${ending}`) : "";
  const why = {
    listen: !mayListen ? t("mayNotListen") : isEnding,
    takeOver: !mayControl ? t("mayNotControl") : takenByOther ? t("taken") : isEnding,
    transfer: !mayControl ? t("mayNotControl") : isBrowser ? t("noLine") : isEnding,
    hangUp: !mayControl ? t("mayNotControl") : isEnding,
  };

  async function listen() {
    if (audio.state.isOpening) return;
    if (audio.state.mode === "listening") return audio.stop("");
    await audio.listen().catch((error: unknown) => toast({ title: say(error), tone: "bad" }));
  }

  const act = { listen: () => void listen(), takeOver: () => setStep("takeOver"), transfer: () => setStep("transfer"), hangUp: () => setStep("hangUp"), handBack, mute: () => audio.mute(!audio.state.isMuted) };
  useLiveCommands(act, why, isTalking, mayControl);

  return (
    <>
      {!isTalking && (
        <Act why={why.listen} keys="L"><Button variant={state.mode === "listening" ? "primary" : "secondary"} isBusy={state.isOpening} aria-pressed={state.mode === "listening"} disabled={why.listen !== ""} onClick={act.listen}><Headphones aria-hidden />{state.mode === "listening" ? t("stopListening") : t("listen")}</Button></Act>
      )}
      {!isTalking && (
        <Act why={why.takeOver} keys="T"><Button disabled={why.takeOver !== ""} onClick={act.takeOver}><Mic aria-hidden />{t("takeOver")}</Button></Act>
      )}
      <Act why={why.transfer} keys="X"><Button isBusy={ending === "transfer"} disabled={why.transfer !== ""} onClick={act.transfer}><PhoneForwarded aria-hidden />{t("transfer")}</Button></Act>
      <Act why={why.hangUp}><Button className="text-bad-text" isBusy={ending === "hangUp"} disabled={why.hangUp !== ""} onClick={act.hangUp}><PhoneOff aria-hidden />{t("hangUp")}</Button></Act>
      <TakeOverDialog audio={audio} isOpen={step === "takeOver"} onOpenChange={(isOpen) => setStep(isOpen ? "takeOver" : undefined)} />
      <TransferDialog callId={callId} onDone={() => setEnding("transfer")} isOpen={step === "transfer"} onOpenChange={(isOpen) => setStep(isOpen ? "transfer" : undefined)} />
      <ConfirmDialog isOpen={step === "hangUp"} onOpenChange={(isOpen) => setStep(isOpen ? "hangUp" : undefined)} title={t("hangUpTitle")} confirm={t("hangUp")} onConfirm={() => hangUpCall(callId).then(() => setEnding("hangUp"))}>{t("hangUpText")}</ConfirmDialog>
    </>
  );
}

/** So long after it was told to end a call that still runs can be told so again. */
const ENDING_MS = 10_000;

/** How the call was told to end, until it has. */
function useEnding() {
  const [ending, setEnding] = useState<"transfer" | "hangUp">();
  useEffect(() => {
    if (!ending) return;
    const timer = setTimeout(() => setEnding(undefined), ENDING_MS);
    return () => clearTimeout(timer);
  }, [ending]);
  return [ending, setEnding] as const;
}

/** A disabled button says nothing to the pointer: what is around it tells why. */
function Act({ why, keys, children }: { why: string; keys?: string; children: ReactNode }) {
  const t = useTranslations("live.actions");
  if (!why && !keys) return children;
  return <Tooltip text={why || t("key")} keys={why ? undefined : keys}><span>{children}</span></Tooltip>;
}

function useLiveCommands(act: Record<"listen" | "takeOver" | "transfer" | "hangUp" | "handBack" | "mute", () => void>, why: Record<"listen" | "takeOver" | "transfer" | "hangUp", string>, isTalking: boolean, mayControl: boolean): void {
  const t = useTranslations("live.actions");
  const possible = JSON.stringify([why.listen === "" && !isTalking, why.takeOver === "" && !isTalking, why.transfer === "", why.hangUp === "", isTalking]);
  const commands = useMemo<Command[]>(() => {
    const [listen, takeOver, transfer, hangUp, talking] = JSON.parse(possible) as boolean[];
    const group = t("group");
    return [
      ...(listen ? [{ id: "live.listen", label: t("listen"), group, icon: Headphones, keys: "L", run: act.listen }] : []),
      ...(takeOver ? [{ id: "live.takeOver", label: t("takeOver"), group, icon: Mic, keys: "T", run: act.takeOver }] : []),
      ...(mayControl ? [{ id: "live.whisper", label: t("whisper"), group, keys: "W", run: () => document.getElementById(WHISPER_FIELD)?.focus() }] : []),
      ...(transfer ? [{ id: "live.transfer", label: t("transfer"), group, icon: PhoneForwarded, keys: "X", run: act.transfer }] : []),
      ...(hangUp ? [{ id: "live.hangUp", label: t("hangUp"), group, icon: PhoneOff, run: act.hangUp }] : []),
      ...(talking ? [{ id: "live.handBack", label: t("handBack"), group, icon: Undo2, keys: "B", run: act.handBack }, { id: "live.mute", label: t("mute"), group, icon: Mic, keys: "M", run: act.mute }] : []),
    ];
    // What they do reads the newest state when it is done.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [possible, mayControl, t]);
  useCommands(commands);
}
