"use client";

import { useTranslations } from "next-intl";
import { Banner } from "@/ui/banner";
import { Button } from "@/ui/button";
import { FormSection } from "@/ui/form";
import { useEditor, useSpec } from "@/features/agents/hooks/use-editor";
import { addNotice, hasNotice } from "@/features/agents/model/notice";
import { SpecNumber } from "../fields/number-field";
import { SpecSelect } from "../fields/select-field";
import { SpecSwitch } from "../fields/switch-field";
import { SpecText } from "../fields/text-field";
import { SpecTexts } from "../fields/texts-field";

export function Behaviour() {
  const t = useTranslations("agent.behaviour");
  const spec = useSpec();
  const isSmart = spec.turn_taking?.end_of_turn === "END_OF_TURN_SMART_TURN";
  const ends = [
    { value: "END_OF_TURN_SILENCE", label: t("bySilence"), hint: t("bySilenceHint") },
    { value: "END_OF_TURN_SMART_TURN", label: t("bySmartTurn"), hint: t("bySmartTurnHint") },
  ];
  return (
    <div>
      <FormSection title={t("turns")} hint={t("turnsHint")}>
        <SpecSelect path="turn_taking.end_of_turn" label="end_of_turn" options={ends} fallback="END_OF_TURN_SILENCE" />
        <div className="grid gap-4 sm:grid-cols-2">
          <SpecNumber path="turn_taking.wait_ms" label="wait_ms" unit="ms" fallback={isSmart ? "3000" : "600"} min={200} max={5000} step={50} />
          <SpecNumber path="turn_taking.speech_start_ms" label="speech_start_ms" unit="ms" fallback="120" min={40} max={1000} step={10} />
        </div>
        <SpecSwitch path="turn_taking.barge_in_disabled" label="barge_in_disabled" isInverted />
      </FormSection>
      <FormSection title={t("silence")} hint={t("silenceHint")}>
        <div className="grid gap-4 sm:grid-cols-2">
          <SpecNumber path="silence.prompt_after_ms" label="prompt_after_ms" unit="ms" fallback="8000" min={1000} max={60000} step={500} />
          <SpecNumber path="silence.max_prompts" label="max_prompts" fallback="2" min={1} max={10} />
        </div>
        <SpecTexts path="silence.prompts" label="silence_prompts" isTemplate isOrdered />
        <SpecText path="silence.farewell" label="silence_farewell" isLong isTemplate />
      </FormSection>
      <FormSection title={t("limits")} hint={t("limitsHint")}>
        <SpecNumber path="limits.max_duration_s" label="max_duration_s" unit="s" fallback="1800" min={10} max={14400} step={10} />
        <SpecText path="limits.farewell" label="limits_farewell" isLong isTemplate />
      </FormSection>
      <FormSection title={t("failover")} hint={t("failoverHint")}>
        <SpecSwitch path="failover.bridge_line_disabled" label="bridge_line_disabled" isInverted />
        {!spec.failover?.bridge_line_disabled && (
          <>
            <SpecText path="failover.bridge_line" label="bridge_line" isTemplate placeholder={t("bridgePlaceholder")} />
            <SpecNumber path="failover.bridge_after_ms" label="bridge_after_ms" unit="ms" fallback="2500" min={500} max={10000} step={100} />
          </>
        )}
        <SpecNumber path="failover.hedge_after_ms" label="hedge_after_ms" unit="ms" fallback={t("off")} min={200} max={5000} step={50} />
      </FormSection>
      <FormSection title={t("recording")} hint={t("recordingHint")}>
        <SpecSwitch path="recording.disabled" label="recording_disabled" isInverted />
        <Consent />
      </FormSection>
    </div>
  );
}

/** A notice that cannot be interrupted, before anything else is said. */
function Consent() {
  const t = useTranslations("agent.behaviour");
  const { store, isReadOnly } = useEditor();
  const spec = useSpec();
  if (spec.recording?.disabled) return null;
  if (hasNotice(spec)) return <Banner tone="good">{t("noticeThere")}</Banner>;
  return (
    <Banner
      action={
        <Button size="sm" disabled={isReadOnly} onClick={() => store.edit((before) => addNotice(before, t("noticeText"), t("noticeTitle")))}>
          {t("addNotice")}
        </Button>
      }
    >
      {t("noNotice")}
    </Banner>
  );
}
