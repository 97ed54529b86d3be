import { useTranslations } from "next-intl";
import { Switch } from "@/ui/switch";
import { useSpecValue } from "@/features/agents/hooks/use-editor";
import { SpecNumber } from "../fields/number-field";
import { SpecSelect } from "../fields/select-field";
import { useProblemLine } from "../fields/spec-field";

const KEYS = ["#", "*", "0", "1", "2", "3", "4", "5", "6", "7", "8", "9"].map((key) => ({ value: key, label: key }));

export function DigitsFields({ path }: { path: string }) {
  const t = useTranslations("agent");
  const { value, set, problems, isReadOnly } = useSpecValue(path);
  const error = useProblemLine(problems.filter((problem) => problem.path === path));
  return (
    <div data-field={path} className="flex flex-col gap-3">
      <Switch
        checked={value !== undefined}
        disabled={isReadOnly}
        onChange={(isOn) => set(isOn ? {} : undefined)}
        label={<span className="font-medium">{t("keys")}</span>}
        hint={t("keysHint")}
      />
      {error && <p className="text-xs text-bad-text">{error}</p>}
      {value !== undefined && (
        <div className="grid grid-cols-2 gap-3">
          <SpecNumber path={`${path}.min_digits`} label="min_digits" fallback="1" min={1} max={32} />
          <SpecNumber path={`${path}.max_digits`} label="max_digits" fallback="32" min={1} max={32} />
          <SpecSelect path={`${path}.terminator`} label="terminator" fallback="#" options={KEYS} />
          <SpecNumber path={`${path}.inter_digit_timeout_ms`} label="inter_digit_timeout_ms" fallback="4000" unit="ms" min={500} max={20000} step={100} />
        </div>
      )}
    </div>
  );
}
