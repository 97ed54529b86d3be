import { ChevronRight } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { cn } from "@/lib/cn";
import { Input } from "@/ui/input";
import { Slider } from "@/ui/slider";
import { SchemaForm } from "@/features/schema/components/schema-form";
import type { Adapter } from "@/features/agents/api/integrations";
import { useEditor, useSpecValue } from "@/features/agents/hooks/use-editor";
import { problemsAt } from "@/features/agents/model/problems";
import { SpecNumber } from "../fields/number-field";
import { SpecSelect } from "../fields/select-field";
import { SpecField } from "../fields/spec-field";
import { useProblemText } from "../fields/problem-text";
import type { Choice, Modality } from "./chain";
import { VoiceField } from "./voice-field";

interface ChoiceFieldsProps {
  path: string;
  choice: Choice;
  adapter: Adapter | undefined;
  language: string;
  modality: Modality;
}

export function ChoiceFields({ path, choice, adapter, language, modality }: ChoiceFieldsProps) {
  const t = useTranslations("agent.chain");
  const isVoice = modality === "MODALITY_TEXT_TO_SPEECH";
  return (
    <>
      {isVoice ? (
        <>
          <VoiceField path={path} choice={choice} adapter={adapter} language={language} />
          <SpecField path={`${path}.speaking_rate`} label="speaking_rate">
            {(control, { value, set, isReadOnly }) => (
              <Slider aria-labelledby={`${control.id}-label`} value={typeof value === "number" && value > 0 ? value : 1} onChange={set} min={0.5} max={2} step={0.05} disabled={isReadOnly} format={(rate) => `${rate.toFixed(2)}×`} />
            )}
          </SpecField>
        </>
      ) : (
        <ModelField path={`${path}.model`} adapter={adapter} />
      )}
      {modality === "MODALITY_LANGUAGE_MODEL" && (
        <div className="grid gap-3 sm:grid-cols-2">
          <Temperature path={`${path}.temperature`} />
          <SpecNumber path={`${path}.max_output_tokens`} label="max_output_tokens" fallback={t("vendorDefault")} min={1} />
        </div>
      )}
      {adapter?.settings_schema && <VendorSettings path={`${path}.settings`} schema={adapter.settings_schema} />}
    </>
  );
}

function ModelField({ path, adapter }: { path: string; adapter: Adapter | undefined }) {
  const t = useTranslations("agent.chain");
  const models = adapter?.models ?? [];
  if (adapter && models.length === 0 && !adapter.any_model) return null;
  if (adapter && !adapter.any_model) {
    return <SpecSelect path={path} label="model" isSearched placeholder={t("vendorDefault")} options={[{ value: "", label: t("vendorDefault") }, ...models.map((model) => ({ value: model, label: model }))]} />;
  }
  return (
    <SpecField path={path} label="model">
      {(control, { value, set, isReadOnly }) => (
        <>
          <Input {...control} list={`${path}-models`} value={typeof value === "string" ? value : ""} placeholder={t("vendorDefault")} readOnly={isReadOnly} onChange={(event) => set(event.target.value)} autoComplete="off" />
          <datalist id={`${path}-models`}>{models.map((model) => <option key={model} value={model} />)}</datalist>
        </>
      )}
    </SpecField>
  );
}

/** 0 is a temperature, and absent is the vendor's. */
function Temperature({ path }: { path: string }) {
  const t = useTranslations("agent.chain");
  return (
    <SpecField path={path} label="temperature">
      {(control, { value, set, isReadOnly }) => (
        <Input {...control} type="number" min={0} max={2} step={0.1} value={typeof value === "number" ? value : ""} placeholder={t("vendorDefault")} readOnly={isReadOnly} onChange={(event) => set(event.target.value === "" ? undefined : Number(event.target.value))} className="numbers max-w-40" />
      )}
    </SpecField>
  );
}

function VendorSettings({ path, schema }: { path: string; schema: object }) {
  const t = useTranslations("agent.chain");
  const { problems } = useEditor();
  const say = useProblemText();
  const { value, set, isReadOnly } = useSpecValue(path);
  const found = problemsAt(problems, path);
  const settings = typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  const [isOpen, setOpen] = useState(false);
  const isShown = isOpen || found.length > 0;
  const errors = Object.fromEntries(found.map((problem) => [problem.path.slice(path.length + 1), say(problem)]));
  if (Object.keys((schema as { properties?: object }).properties ?? {}).length === 0) return null;
  return (
    <div data-field={path}>
      <button type="button" aria-expanded={isShown} onClick={() => setOpen(!isOpen)} className="flex items-center gap-1 rounded text-sm text-ink-soft hover:text-ink">
        <ChevronRight className={cn("size-4 transition-transform", isShown && "rotate-90")} aria-hidden />
        {t("settings", { count: Object.keys(settings).length })}
      </button>
      {isShown && (
        <div className="mt-3 border-l-2 border-line pl-3">
          <SchemaForm schema={schema} value={settings} onChange={(next) => set(Object.keys(next).length > 0 ? next : undefined)} errors={errors} disabled={isReadOnly} />
        </div>
      )}
    </div>
  );
}
