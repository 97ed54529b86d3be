import { useTranslations } from "next-intl";
import { Switch } from "@/ui/switch";
import { useSpec, useSpecValue } from "@/features/agents/hooks/use-editor";
import { LanguageField } from "../fields/language-field";
import { SpecSelect } from "../fields/select-field";
import { Chain } from "./chain";
import { Glossaries } from "./glossaries";

const TONES = ["UNSPECIFIED", "FORMAL", "INFORMAL"] as const;

/** An agent may think in one language and talk in others. */
export function TranslationSettings() {
  const t = useTranslations("agent.voice");
  const { value, set, isReadOnly } = useSpecValue("translation");
  const language = useSpec().translation?.language ?? "";
  const isOn = value !== undefined;
  return (
    <div data-field="translation" className="flex flex-col gap-4">
      <Switch checked={isOn} disabled={isReadOnly} onChange={(next) => set(next ? { choices: [] } : undefined)} label={<span className="font-medium">{t("translates")}</span>} hint={t("translatesHint")} />
      {isOn && (
        <>
          <LanguageField path="translation.language" label="written_in" placeholder={t("agentLanguage")} />
          <Chain path="translation.choices" modality="MODALITY_TRANSLATION" language={language} />
          <SpecSelect path="translation.formality" label="formality" fallback="FORMALITY_UNSPECIFIED" options={TONES.map((tone) => ({ value: `FORMALITY_${tone}`, label: t(`tones.${tone}`) }))} />
          <Glossaries />
        </>
      )}
    </div>
  );
}
