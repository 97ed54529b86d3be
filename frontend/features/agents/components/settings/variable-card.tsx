import { ChevronRight, LockKeyhole, Trash2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { cn } from "@/lib/cn";
import { Badge } from "@/ui/badge";
import { IconButton } from "@/ui/icon-button";
import { Input } from "@/ui/input";
import { useEditor, useSpec } from "@/features/agents/hooks/use-editor";
import { withValue } from "@/features/agents/model/paths";
import { problemsAt } from "@/features/agents/model/problems";
import type { Variable } from "@/features/agents/model/spec";
import { VARIABLE_TYPES, renameVariable, usesOf } from "@/features/agents/model/variables";
import { SpecSelect } from "../fields/select-field";
import { SpecField } from "../fields/spec-field";
import { SpecSwitch } from "../fields/switch-field";
import { SpecText } from "../fields/text-field";
import { OptionsEditor } from "./options-editor";

interface VariableCardProps {
  at: number;
  variable: Variable;
  isOpen: boolean;
  onOpen: (isOpen: boolean) => void;
}

export function VariableCard({ at, variable, isOpen, onOpen }: VariableCardProps) {
  const t = useTranslations("agent.variables");
  const { store, problems, isReadOnly } = useEditor();
  const spec = useSpec();
  const path = `variables.${at}`;
  const hasProblems = problemsAt(problems, path).length > 0;
  const isShown = isOpen || hasProblems;
  const type = variable.type?.replace("VARIABLE_TYPE_", "") as (typeof VARIABLE_TYPES)[number] | "UNSPECIFIED" | undefined;
  return (
    <section data-field={path} className={cn("rounded-xl bg-surface shadow-lift ring-1 ring-line", hasProblems && "ring-bad")}>
      <div className="flex items-center pr-2">
        <button type="button" aria-expanded={isShown} onClick={() => onOpen(!isOpen)} className="flex h-11 min-w-0 flex-1 items-center gap-2.5 rounded-xl px-3 text-left text-sm hover:bg-hover">
          <ChevronRight className={cn("size-4 shrink-0 text-ink-faint transition-transform", isShown && "rotate-90")} aria-hidden />
          <code className="truncate font-mono text-sm font-medium">{variable.name}</code>
          <Badge>{t(`types.${type && type !== "UNSPECIFIED" ? type : "TEXT"}`)}</Badge>
          {variable.personal && <LockKeyhole className="size-3.5 text-ink-faint" aria-label={t("personal")} />}
          <span className="min-w-0 flex-1 truncate text-xs text-ink-faint">{variable.description}</span>
          <span className="hidden text-xs whitespace-nowrap text-ink-faint sm:inline">{t("uses", { count: usesOf(spec, variable.name ?? "") })}</span>
        </button>
        {!isReadOnly && <IconButton icon={Trash2} size="sm" label={t("remove", { name: variable.name ?? "" })} onClick={() => store.edit((before) => withValue(before, "variables", (before.variables ?? []).toSpliced(at, 1)))} />}
      </div>
      {isShown && (
        <div className="grid gap-4 border-t p-4 sm:grid-cols-2">
          <VariableName key={variable.name} path={`${path}.name`} name={variable.name ?? ""} />
          <SpecSelect path={`${path}.type`} label="variable_type" fallback="VARIABLE_TYPE_TEXT" options={VARIABLE_TYPES.map((each) => ({ value: `VARIABLE_TYPE_${each}`, label: t(`types.${each}`), hint: t(`typeHints.${each}`) }))} />
          <SpecText path={`${path}.description`} label="variable_description" />
          <SpecText path={`${path}.default_value`} label="default_value" />
          <div className="sm:col-span-2"><SpecSwitch path={`${path}.personal`} label="personal" /></div>
          {type === "CHOICE" && <div className="sm:col-span-2"><OptionsEditor path={`${path}.options`} /></div>}
        </div>
      )}
    </section>
  );
}

/** Changed when one leaves the field: everything that names the variable follows. */
function VariableName({ path, name }: { path: string; name: string }) {
  const { store, isReadOnly } = useEditor();
  const [text, setText] = useState(name);
  const rename = () => {
    if (text !== name) store.edit((spec) => renameVariable(spec, name, text.trim()));
  };
  return (
    <SpecField path={path} label="variable_name">
      {(control) => (
        <Input {...control} value={text} readOnly={isReadOnly} onChange={(event) => setText(event.target.value)} onBlur={rename} onKeyDown={(event) => event.key === "Enter" && rename()} className="font-mono text-xs" autoComplete="off" />
      )}
    </SpecField>
  );
}
