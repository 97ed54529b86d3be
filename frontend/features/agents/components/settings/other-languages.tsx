import { Plus, Trash2 } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { Button } from "@/ui/button";
import { IconButton } from "@/ui/icon-button";
import { useEditor, useSpec, useSpecValue } from "@/features/agents/hooks/use-editor";
import { languageName } from "@/features/agents/model/languages";
import { LanguageField } from "../fields/language-field";
import { useProblemLine } from "../fields/spec-field";
import { Chain } from "./chain";

const MAX_LANGUAGES = 8;
const PATH = "other_languages";

/** Further languages, each with a voice of its own. */
export function OtherLanguages() {
  const t = useTranslations("agent.voice");
  const locale = useLocale();
  const { adapters, isReadOnly } = useEditor();
  const profiles = useSpec().other_languages ?? [];
  const { set, problems } = useSpecValue(PATH);
  const error = useProblemLine(problems.filter((problem) => problem.path === PATH));
  return (
    <div data-field={PATH} className="flex flex-col gap-3">
      {error && <p className="text-xs text-bad-text">{error}</p>}
      {profiles.map((profile, at) => (
        <section key={at} data-field={`${PATH}.${at}`} className="flex flex-col gap-4 rounded-xl bg-sunken p-4 ring-1 ring-line">
          <div className="flex items-center justify-between">
            <h3 className="text-sm font-semibold">{profile.language ? languageName(profile.language, locale) : t("newLanguage")}</h3>
            {!isReadOnly && <IconButton icon={Trash2} size="sm" label={t("removeLanguage")} onClick={() => set(profiles.toSpliced(at, 1))} />}
          </div>
          <LanguageField path={`${PATH}.${at}.language`} label="language" more={adapters.flatMap((adapter) => adapter.languages)} />
          <Chain path={`${PATH}.${at}.text_to_speech`} modality="MODALITY_TEXT_TO_SPEECH" language={profile.language ?? ""} title={t("voices")} />
          <Chain path={`${PATH}.${at}.speech_to_text`} modality="MODALITY_SPEECH_TO_TEXT" language={profile.language ?? ""} title={t("recognizers")} empty={t("sameRecognizers")} />
        </section>
      ))}
      {!isReadOnly && (
        <Button className="self-start" disabled={profiles.length >= MAX_LANGUAGES} onClick={() => set([...profiles, { language: "", speech_to_text: [], text_to_speech: [] }])}>
          <Plus aria-hidden />
          {t("addLanguage")}
        </Button>
      )}
    </div>
  );
}
