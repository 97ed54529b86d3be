import { useTranslations } from "next-intl";
import { useState } from "react";
import { Field } from "@/ui/field";
import { Textarea } from "@/ui/textarea";
import { useSpecValue } from "@/features/agents/hooks/use-editor";
import { type SpecFieldProps, useFieldHint, useProblemLine } from "./spec-field";

/** A JSON object as text; what is no JSON stays in the field and goes nowhere. */
export function JsonField({ path, label }: SpecFieldProps) {
  const t = useTranslations("agent-fields");
  const said = useTranslations("agent");
  const hint = useFieldHint(label);
  const { value, set, problems, isReadOnly } = useSpecValue(path);
  const [text, setText] = useState(() => JSON.stringify(value ?? {}, null, 2));
  const [isBroken, setBroken] = useState(false);
  const error = useProblemLine(problems);

  function change(next: string) {
    setText(next);
    const parsed = objectIn(next);
    setBroken(parsed === undefined);
    if (parsed !== undefined) set(parsed);
  }

  return (
    <div data-field={path}>
      <Field label={t(label)} hint={hint} error={isBroken ? said("notJson") : error}>
        {(control) => <Textarea {...control} value={text} readOnly={isReadOnly} spellCheck={false} onChange={(event) => change(event.target.value)} className="font-mono text-xs" />}
      </Field>
    </div>
  );
}

function objectIn(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
