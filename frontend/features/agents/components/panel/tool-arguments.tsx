import { Plus, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "@/ui/button";
import { Checkbox } from "@/ui/checkbox";
import { Combobox } from "@/ui/combobox";
import { IconButton } from "@/ui/icon-button";
import { Input } from "@/ui/input";
import { Select } from "@/ui/select";
import { useSpec, useSpecValue } from "@/features/agents/hooks/use-editor";
import type { Tool } from "@/features/agents/model/spec";
import { type Argument, argumentsOf, schemaOf } from "@/features/agents/model/tool-schema";
import { JsonField } from "../fields/json-field";
import { useProblemLine } from "../fields/spec-field";

const TYPES = ["string", "number", "integer", "boolean"] as const;

/** A tool's arguments and the variables that keep them; as JSON where the schema says more than a form can. */
export function ToolArguments({ path, tool }: { path: string; tool: Tool }) {
  const t = useTranslations("agent.tools");
  const { set, problems, isReadOnly } = useSpecValue(path);
  const error = useProblemLine(problems.filter((problem) => /\.(parameters|assigns)/.test(problem.path)));
  const list = argumentsOf(tool.parameters);
  if (!list) return <JsonField path={`${path}.parameters`} label="parameters" />;
  const assigns: Record<string, string> = tool.assigns ?? {};

  function change(at: number, next: Partial<Argument>, variable?: string) {
    const before = list?.[at];
    if (!list || !before) return;
    const changed = { ...before, ...next };
    const { [before.name]: kept = "", ...others } = assigns;
    const kept_in = variable ?? kept;
    set({ ...tool, parameters: schemaOf(list.with(at, changed)), assigns: kept_in ? { ...others, [changed.name]: kept_in } : others });
  }

  return (
    <div className="flex flex-col gap-2" data-field={`${path}.parameters`}>
      <span className="text-sm font-medium">{t("arguments")}</span>
      {list.map((argument, at) => (
        <ArgumentFields
          key={at}
          argument={argument}
          variable={assigns[argument.name] ?? ""}
          isReadOnly={isReadOnly}
          onChange={(next, variable) => change(at, next, variable)}
          onRemove={() => set({ ...tool, parameters: schemaOf(list.toSpliced(at, 1)), assigns: Object.fromEntries(Object.entries(assigns).filter(([name]) => name !== argument.name)) })}
        />
      ))}
      {error && <p className="text-xs text-bad-text">{error}</p>}
      {!isReadOnly && (
        <Button size="sm" variant="ghost" className="self-start" onClick={() => set({ ...tool, parameters: schemaOf([...list, { name: `argument_${list.length + 1}`, type: "string", description: "", options: [], isRequired: true }]) })}>
          <Plus aria-hidden />
          {t("addArgument")}
        </Button>
      )}
    </div>
  );
}

interface ArgumentFieldsProps {
  argument: Argument;
  variable: string;
  isReadOnly: boolean;
  onChange: (next: Partial<Argument>, variable?: string) => void;
  onRemove: () => void;
}

function ArgumentFields({ argument, variable, isReadOnly, onChange, onRemove }: ArgumentFieldsProps) {
  const t = useTranslations("agent.tools");
  const names = (useSpec().variables ?? []).map((each) => each.name ?? "").filter(Boolean);
  return (
    <div className="flex flex-col gap-1.5 rounded-lg bg-surface p-2 ring-1 ring-line">
      <div className="flex items-center gap-1.5">
        <Input aria-label={t("argumentName")} value={argument.name} readOnly={isReadOnly} onChange={(event) => onChange({ name: event.target.value })} className="font-mono text-xs" />
        <Select aria-label={t("type")} value={argument.type} disabled={isReadOnly} onChange={(type) => onChange({ type })} options={TYPES.map((type) => ({ value: type, label: t(`types.${type}`) }))} className="w-28 shrink-0" />
        {!isReadOnly && <IconButton icon={X} size="sm" label={t("removeArgument")} hasTooltip={false} onClick={onRemove} />}
      </div>
      <Input aria-label={t("argumentDescription")} placeholder={t("argumentDescription")} value={argument.description} readOnly={isReadOnly} onChange={(event) => onChange({ description: event.target.value })} />
      {argument.type === "string" && (
        <Input aria-label={t("options")} placeholder={t("options")} value={argument.options.join(", ")} readOnly={isReadOnly} onChange={(event) => onChange({ options: event.target.value.split(",").map((each) => each.trimStart()).filter((each, index) => each !== "" || index > 0) })} />
      )}
      <div className="flex items-center gap-3">
        <Checkbox checked={argument.isRequired} disabled={isReadOnly} onChange={(isRequired) => onChange({ isRequired })} label={t("required")} />
        <Combobox aria-label={t("keptIn")} value={variable} disabled={isReadOnly} onChange={(next) => onChange({}, next)} placeholder={t("keptIn")} options={[{ value: "", label: t("keptNowhere") }, ...names.map((name) => ({ value: name, label: name }))]} />
      </div>
    </div>
  );
}
