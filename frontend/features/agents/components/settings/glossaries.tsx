import { X } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { useState } from "react";
import { IconButton } from "@/ui/icon-button";
import { Textarea } from "@/ui/textarea";
import { useSpec, useSpecValue } from "@/features/agents/hooks/use-editor";
import { languageName } from "@/features/agents/model/languages";
import { LanguageSelect } from "../fields/language-select";
import { useProblemLine } from "../fields/spec-field";

const PATH = "translation.glossaries";

type Terms = Record<string, string>;

/** Terms and their fixed translations, by the caller's language: "term = translation", one a line. */
export function Glossaries() {
  const t = useTranslations("agent.voice");
  const glossaries = useSpec().translation?.glossaries ?? {};
  const { set, problems, isReadOnly } = useSpecValue(PATH);
  const error = useProblemLine(problems);
  return (
    <div data-field={PATH} className="flex flex-col gap-2">
      <span className="text-sm font-medium">{t("glossaries")}</span>
      {Object.entries(glossaries).map(([code, glossary]) => (
        <Glossary
          key={code}
          code={code}
          terms={glossary.terms ?? {}}
          isReadOnly={isReadOnly}
          onChange={(terms) => set({ ...glossaries, [code]: { terms } })}
          onRemove={() => set(Object.fromEntries(Object.entries(glossaries).filter(([each]) => each !== code)))}
        />
      ))}
      {error && <p className="text-xs text-bad-text">{error}</p>}
      <LanguageSelect aria-label={t("addGlossary")} value="" placeholder={t("addGlossary")} disabled={isReadOnly} onChange={(code) => set({ ...glossaries, [code]: glossaries[code] ?? { terms: {} } })} />
    </div>
  );
}

interface GlossaryProps {
  code: string;
  terms: Terms;
  isReadOnly: boolean;
  onChange: (terms: Terms) => void;
  onRemove: () => void;
}

function Glossary({ code, terms, isReadOnly, onChange, onRemove }: GlossaryProps) {
  const t = useTranslations("agent.voice");
  const locale = useLocale();
  const [text, setText] = useState<string>();
  const shown = text ?? Object.entries(terms).map(([term, translation]) => `${term} = ${translation}`).join("\n");
  return (
    <div className="rounded-lg bg-sunken p-2.5 ring-1 ring-line">
      <div className="mb-1.5 flex items-center justify-between text-sm">
        {languageName(code, locale)}
        {!isReadOnly && <IconButton icon={X} size="sm" label={t("removeGlossary")} hasTooltip={false} onClick={onRemove} />}
      </div>
      <Textarea
        aria-label={languageName(code, locale)}
        placeholder={t("termsPlaceholder")}
        value={shown}
        readOnly={isReadOnly}
        onChange={(event) => {
          setText(event.target.value);
          onChange(termsIn(event.target.value));
        }}
        onBlur={() => setText(undefined)}
      />
    </div>
  );
}

export function termsIn(text: string): Terms {
  const pairs = text.split("\n").map((line) => line.split("=")).filter(([term, ...rest]) => term?.trim() && rest.length > 0);
  return Object.fromEntries(pairs.map(([term = "", ...rest]) => [term.trim(), rest.join("=").trim()]));
}
