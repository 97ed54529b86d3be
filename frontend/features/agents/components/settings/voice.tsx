"use client";

import { useTranslations } from "next-intl";
import { FormSection } from "@/ui/form";
import { useEditor, useSpec } from "@/features/agents/hooks/use-editor";
import { LanguageField } from "../fields/language-field";
import { LinesField } from "../fields/lines-field";
import { Chain } from "./chain";
import { OtherLanguages } from "./other-languages";
import { TranslationSettings } from "./translation";

export function VoiceSettings() {
  const t = useTranslations("agent.voice");
  const language = useSpec().language ?? "";
  const { adapters } = useEditor();
  return (
    <div>
      <FormSection title={t("language")} hint={t("languageHint")}>
        <LanguageField path="language" label="language" more={adapters.flatMap((adapter) => adapter.languages)} />
      </FormSection>
      <FormSection title={t("recognizers")} hint={t("recognizersHint")}>
        <Chain path="speech_to_text" modality="MODALITY_SPEECH_TO_TEXT" language={language} />
        <LinesField path="vocabulary" label="vocabulary" />
      </FormSection>
      <FormSection title={t("voices")} hint={t("voicesHint")}>
        <Chain path="text_to_speech" modality="MODALITY_TEXT_TO_SPEECH" language={language} />
      </FormSection>
      <FormSection title={t("models")} hint={t("modelsHint")}>
        <Chain path="language_model" modality="MODALITY_LANGUAGE_MODEL" language={language} />
      </FormSection>
      <FormSection title={t("others")} hint={t("othersHint")}>
        <OtherLanguages />
      </FormSection>
      <FormSection title={t("translation")} hint={t("translationHint")}>
        <TranslationSettings />
      </FormSection>
    </div>
  );
}
