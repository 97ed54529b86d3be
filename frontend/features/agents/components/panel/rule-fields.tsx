import { Plus, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "@/ui/button";
import { Combobox } from "@/ui/combobox";
import { IconButton } from "@/ui/icon-button";
import { Input } from "@/ui/input";
import { Select } from "@/ui/select";
import { useSpec, useSpecValue, useVariableNames } from "@/features/agents/hooks/use-editor";
import type { Comparison } from "@/features/agents/model/spec";
import { useProblemLine } from "../fields/spec-field";

const OPERATORS = ["EQUALS", "NOT_EQUALS", "GREATER", "AT_LEAST", "LESS", "AT_MOST", "CONTAINS", "IS_SET", "IS_NOT_SET"] as const;
const WITHOUT_VALUE = new Set(["COMPARISON_OPERATOR_IS_SET", "COMPARISON_OPERATOR_IS_NOT_SET"]);

/** All comparisons must hold. */
export function RuleFields({ path }: { path: string }) {
  const t = useTranslations("agent");
  const { value, set, isReadOnly } = useSpecValue(path);
  const comparisons = (Array.isArray(value) ? value : []) as Comparison[];
  return (
    <div className="flex flex-col gap-2" data-field={path}>
      {comparisons.map((comparison, at) => (
        <ComparisonFields
          key={at}
          path={`${path}.${at}`}
          comparison={comparison}
          onRemove={isReadOnly ? undefined : () => set(comparisons.toSpliced(at, 1))}
          onChange={(next) => set(comparisons.with(at, { ...comparison, ...next }))}
        />
      ))}
      {!isReadOnly && (
        <Button size="sm" variant="ghost" className="self-start" onClick={() => set([...comparisons, { variable: "", operator: "COMPARISON_OPERATOR_EQUALS", value: "" }])}>
          <Plus aria-hidden />
          {t("addComparison")}
        </Button>
      )}
    </div>
  );
}

interface ComparisonFieldsProps {
  path: string;
  comparison: Comparison;
  onChange: (next: Partial<Comparison>) => void;
  onRemove?: () => void;
}

function ComparisonFields({ path, comparison, onChange, onRemove }: ComparisonFieldsProps) {
  const t = useTranslations("agent");
  const names = useVariableNames();
  const { problems, isReadOnly } = useSpecValue(path);
  const error = useProblemLine(problems);
  const options = useSpec().variables?.find((variable) => variable.name === comparison.variable)?.options ?? [];
  return (
    <div data-field={path} className="flex flex-col gap-1.5 rounded-lg bg-surface p-2 ring-1 ring-line">
      <div className="flex gap-1">
        <Combobox aria-label={t("variable")} value={comparison.variable} onChange={(variable) => onChange({ variable })} options={names.map((name) => ({ value: name, label: name }))} placeholder={t("chooseVariable")} disabled={isReadOnly} />
        {onRemove && <IconButton icon={X} size="sm" label={t("remove")} hasTooltip={false} onClick={onRemove} />}
      </div>
      <div className="flex gap-1.5">
        <Select
          aria-label={t("operator")}
          value={comparison.operator}
          onChange={(operator) => onChange({ operator })}
          options={OPERATORS.map((name) => ({ value: `COMPARISON_OPERATOR_${name}` as const, label: t(`operators.${name}`) }))}
          disabled={isReadOnly}
          className="w-36 shrink-0"
        />
        {!WITHOUT_VALUE.has(comparison.operator ?? "") && (
          <>
            <Input aria-label={t("value")} value={comparison.value ?? ""} list={`${path}-options`} onChange={(event) => onChange({ value: event.target.value })} readOnly={isReadOnly} placeholder={t("value")} />
            <datalist id={`${path}-options`}>{options.map((option) => <option key={option.value} value={option.value} />)}</datalist>
          </>
        )}
      </div>
      {error && <p className="text-xs text-bad-text">{error}</p>}
    </div>
  );
}
