import { useTranslations } from "next-intl";
import { Switch } from "@/ui/switch";
import { useSpecValue } from "@/features/agents/hooks/use-editor";
import { type SpecFieldProps, useFieldHint } from "./spec-field";

/** On or off; `isInverted` where the contract asks for the opposite of what people switch on. */
export function SpecSwitch({ path, label, isInverted = false }: SpecFieldProps & { isInverted?: boolean }) {
  const t = useTranslations("agent-fields");
  const { value, set, isReadOnly } = useSpecValue(path);
  const hint = useFieldHint(label);
  return (
    <div data-field={path}>
      <Switch
        checked={(value === true) !== isInverted}
        onChange={(isOn) => set(isOn !== isInverted ? true : undefined)}
        disabled={isReadOnly}
        label={<span className="font-medium">{t(label)}</span>}
        hint={hint}
      />
    </div>
  );
}
