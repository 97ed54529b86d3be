import { Combobox } from "@/ui/combobox";
import { type Option, Select } from "@/ui/select";
import { SpecField, type SpecFieldProps } from "./spec-field";

interface SpecSelectProps extends SpecFieldProps {
  options: readonly Option[];
  /** What stands for an absent value. */
  fallback?: string;
  placeholder?: string;
  /** Many options: found by typing. */
  isSearched?: boolean;
}

export function SpecSelect({ path, label, options, fallback = "", placeholder, isSearched = false }: SpecSelectProps) {
  return (
    <SpecField path={path} label={label}>
      {(control, { value, set, isReadOnly }) => {
        const props = {
          ...control,
          value: typeof value === "string" && value !== "" ? value : fallback,
          onChange: (next: string) => set(next),
          placeholder,
          disabled: isReadOnly,
          options,
        };
        return isSearched ? <Combobox {...props} /> : <Select {...props} />;
      }}
    </SpecField>
  );
}
