import { useTranslations } from "next-intl";
import { Combobox } from "@/ui/combobox";
import { Input } from "@/ui/input";
import { useVoices } from "@/features/agents/hooks/use-agents";
import type { Adapter } from "@/features/agents/api/integrations";
import { SpecField } from "../fields/spec-field";
import type { Choice } from "./chain";
import { PreviewButton } from "./preview-button";

interface VoiceFieldProps {
  path: string;
  choice: Choice;
  adapter: Adapter | undefined;
  language: string;
}

/** The voices of the organization's own account where the vendor can be asked, and each by ear. */
export function VoiceField({ path, choice, adapter, language }: VoiceFieldProps) {
  const t = useTranslations("agent.chain");
  const { data, isPending } = useVoices(choice.adapter ?? "", language);
  const voices = data?.voices ?? adapter?.voices ?? [];
  const options = voices.map((voice) => ({ value: voice.id, label: voice.display_name || voice.id, hint: voice.language || voice.id }));
  const chosen = choice.voice ?? "";
  const shown = chosen && !options.some((option) => option.value === chosen) ? [{ value: chosen, label: chosen }, ...options] : options;
  const isFree = adapter?.any_voice === true && options.length === 0 && !isPending;
  return (
    <SpecField path={`${path}.voice`} label="voice" hint={data?.live ? t("ownVoices") : undefined}>
      {(control, { set, isReadOnly }) => (
        <div className="flex gap-1.5">
          {isFree ? (
            <Input {...control} value={chosen} readOnly={isReadOnly} onChange={(event) => set(event.target.value)} placeholder={t("voiceId")} />
          ) : (
            <Combobox {...control} value={chosen} onChange={set} options={shown} placeholder={isPending ? t("loadingVoices") : t("chooseVoice")} disabled={isReadOnly} />
          )}
          <PreviewButton choice={choice} language={language} />
        </div>
      )}
    </SpecField>
  );
}
