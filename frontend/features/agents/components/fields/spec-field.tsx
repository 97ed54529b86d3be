import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Field, type FieldControl } from "@/ui/field";
import { useSpecValue } from "@/features/agents/hooks/use-editor";
import type { SpecPath } from "@/features/agents/model/paths";
import type { PlacedProblem } from "@/features/agents/model/problems";
import { useProblemText } from "./problem-text";

type Labels = ReturnType<typeof useTranslations<"agent-fields">>;
export type FieldLabel = Parameters<Labels>[0];
type Hints = ReturnType<typeof useTranslations<"agent-hints">>;
type FieldHint = Parameters<Hints>[0];

export interface SpecFieldProps {
  path: SpecPath;
  /** The key of its label in agent-fields.json; its hint has the same key in agent-hints.json, if there is one. */
  label: FieldLabel;
}

interface SpecFieldFrameProps extends SpecFieldProps {
  aside?: ReactNode;
  hint?: ReactNode;
  className?: string;
  children: (control: FieldControl, field: ReturnType<typeof useSpecValue>) => ReactNode;
}

/** A field of the spec: its label, its hint, and what the service finds wrong with it. */
export function SpecField({ path, label, aside, hint, className, children }: SpecFieldFrameProps) {
  const t = useTranslations("agent-fields");
  const field = useSpecValue(path);
  const said = useFieldHint(label);
  const error = useProblemLine(field.problems);
  return (
    <div data-field={path} className={className}>
      <Field label={t(label)} hint={hint ?? said} aside={aside} error={error}>
        {(control) => children(control, field)}
      </Field>
    </div>
  );
}

export function useFieldHint(label: FieldLabel): string | undefined {
  const hints = useTranslations("agent-hints");
  const key = label as FieldHint;
  return hints.has(key) ? hints(key) : undefined;
}

export function useProblemLine(problems: readonly PlacedProblem[]): string | undefined {
  const say = useProblemText();
  return problems.length > 0 ? [...new Set(problems.map(say))].join(" · ") : undefined;
}
