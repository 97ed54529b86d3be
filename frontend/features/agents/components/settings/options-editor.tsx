import { Plus, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "@/ui/button";
import { IconButton } from "@/ui/icon-button";
import { Input } from "@/ui/input";
import { useSpecValue } from "@/features/agents/hooks/use-editor";
import type { Variable } from "@/features/agents/model/spec";
import { useProblemLine } from "../fields/spec-field";

type Options = NonNullable<Variable["options"]>;

/** The values of a choice, and other ways to say each. */
export function OptionsEditor({ path }: { path: string }) {
  const t = useTranslations("agent.variables");
  const { value, set, problems, isReadOnly } = useSpecValue(path);
  const options = (Array.isArray(value) ? value : []) as Options;
  const error = useProblemLine(problems);
  return (
    <div data-field={path} className="flex flex-col gap-1.5">
      <div className="grid grid-cols-[1fr_1.5fr_2rem] gap-1.5 text-sm font-medium">
        <span>{t("option")}</span>
        <span>{t("synonyms")}</span>
      </div>
      {options.map((option, at) => (
        <div key={at} data-field={`${path}.${at}`} className="grid grid-cols-[1fr_1.5fr_2rem] items-center gap-1.5">
          <Input aria-label={t("option")} value={option.value ?? ""} readOnly={isReadOnly} onChange={(event) => set(options.with(at, { ...option, value: event.target.value }))} />
          <Synonyms value={option.synonyms ?? []} isReadOnly={isReadOnly} onChange={(synonyms) => set(options.with(at, { ...option, synonyms }))} />
          <IconButton icon={X} size="sm" label={t("removeOption")} hasTooltip={false} disabled={isReadOnly} onClick={() => set(options.toSpliced(at, 1))} />
        </div>
      ))}
      {error && <p className="text-xs text-bad-text">{error}</p>}
      {!isReadOnly && (
        <Button size="sm" variant="ghost" className="self-start" onClick={() => set([...options, { value: "", synonyms: [] }])}>
          <Plus aria-hidden />
          {t("addOption")}
        </Button>
      )}
    </div>
  );
}

/** Words with commas between; parted when one leaves the field. */
function Synonyms({ value, isReadOnly, onChange }: { value: readonly string[]; isReadOnly: boolean; onChange: (words: string[]) => void }) {
  const t = useTranslations("agent.variables");
  const [text, setText] = useState<string>();
  const keep = () => {
    if (text !== undefined) onChange(text.split(",").map((word) => word.trim()).filter(Boolean));
    setText(undefined);
  };
  return <Input aria-label={t("synonyms")} placeholder={t("synonymsHint")} value={text ?? value.join(", ")} readOnly={isReadOnly} onChange={(event) => setText(event.target.value)} onBlur={keep} onKeyDown={(event) => event.key === "Enter" && keep()} />;
}
