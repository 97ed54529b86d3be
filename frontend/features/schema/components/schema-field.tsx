import { useTranslations } from "next-intl";
import { useState } from "react";
import { Combobox } from "@/ui/combobox";
import { Field, type FieldControl } from "@/ui/field";
import { Input } from "@/ui/input";
import { Switch } from "@/ui/switch";
import { Textarea } from "@/ui/textarea";
import type { Schema, SchemaField } from "../model/schema";
import { SchemaForm } from "./schema-form";

interface SchemaFieldProps {
  field: SchemaField;
  root: object;
  value: unknown;
  errors: Readonly<Record<string, string>>;
  disabled: boolean;
  onChange: (value: unknown) => void;
}

export function SchemaFieldControl({ field, root, value, errors, disabled, onChange }: SchemaFieldProps) {
  const t = useTranslations("schema");
  if (field.kind === "switch") {
    const isOn = typeof value === "boolean" ? value : field.fallback === true;
    return <Switch checked={isOn} onChange={onChange} label={<span className="font-medium">{field.title}</span>} hint={field.description} disabled={disabled} />;
  }
  if (field.kind === "group") {
    const inner = Object.fromEntries(Object.entries(errors).filter(([path]) => path.startsWith(`${field.name}.`)).map(([path, error]) => [path.slice(field.name.length + 1), error]));
    return (
      <fieldset className="border-l-2 border-line pl-3">
        <legend className="mb-2 text-sm font-medium">{field.title}</legend>
        <SchemaForm schema={field.schema} root={root} value={(value ?? {}) as Schema} onChange={(next) => onChange(Object.keys(next).length > 0 ? next : undefined)} errors={inner} disabled={disabled} />
      </fieldset>
    );
  }
  const error = Object.entries(errors).find(([path]) => path === field.name || path.startsWith(`${field.name}.`))?.[1];
  return (
    <Field label={field.title} hint={field.description} error={error} aside={field.isRequired ? t("required") : undefined}>
      {(control) => <Control {...{ control, field, value, disabled, onChange }} />}
    </Field>
  );
}

function Control({ control, field, value, disabled, onChange }: Omit<SchemaFieldProps, "root" | "errors"> & { control: FieldControl }) {
  const t = useTranslations("schema");
  const placeholder = field.fallback === undefined || field.fallback === null ? undefined : t("default", { value: String(field.fallback) });
  switch (field.kind) {
    case "choice": {
      const options = field.options.map((option) => ({ value: option, label: option }));
      return <Combobox {...control} value={typeof value === "string" ? value : ""} onChange={(next) => onChange(next || undefined)} disabled={disabled} placeholder={placeholder ?? t("notSet")} options={field.isRequired ? options : [{ value: "", label: placeholder ?? t("notSet") }, ...options]} />;
    }
    case "number":
      return <Input {...control} type="number" className="numbers max-w-44" min={field.min} max={field.max} step={field.isWhole ? 1 : "any"} value={typeof value === "number" ? value : ""} placeholder={placeholder} disabled={disabled} onChange={(event) => onChange(event.target.value === "" ? undefined : Number(event.target.value))} />;
    case "texts":
      return <Lines control={control} value={value} disabled={disabled} placeholder={t("onePerLine")} onChange={onChange} />;
    case "json":
      return <Json control={control} value={value} disabled={disabled} onChange={onChange} />;
    default:
      return <Input {...control} type={field.isSecret ? "password" : "text"} autoComplete="off" value={typeof value === "string" ? value : ""} placeholder={placeholder} disabled={disabled} onChange={(event) => onChange(event.target.value === "" ? undefined : event.target.value)} />;
  }
}

interface TextareaControlProps {
  control: FieldControl;
  value: unknown;
  disabled: boolean;
  placeholder?: string;
  onChange: (value: unknown) => void;
}

function Lines({ control, value, disabled, placeholder, onChange }: TextareaControlProps) {
  const [text, setText] = useState<string>();
  const change = (next: string) => {
    setText(next);
    const lines = next.split("\n").map((line) => line.trim()).filter(Boolean);
    onChange(lines.length > 0 ? lines : undefined);
  };
  return <Textarea {...control} rows={2} value={text ?? (Array.isArray(value) ? value.join("\n") : "")} disabled={disabled} placeholder={placeholder} onChange={(event) => change(event.target.value)} onBlur={() => setText(undefined)} />;
}

/** What no form can show, as JSON; while it is none, the value before stays. */
function Json({ control, value, disabled, onChange }: TextareaControlProps) {
  const [text, setText] = useState<string>();
  const change = (next: string) => {
    setText(next);
    if (next.trim() === "") return onChange(undefined);
    try {
      onChange(JSON.parse(next));
    } catch {
      // Typed to the end it will be JSON; until then the field keeps the text.
    }
  };
  return <Textarea {...control} rows={2} spellCheck={false} className="font-mono text-xs" value={text ?? (value === undefined ? "" : JSON.stringify(value, null, 2))} disabled={disabled} onChange={(event) => change(event.target.value)} onBlur={() => setText(undefined)} />;
}
