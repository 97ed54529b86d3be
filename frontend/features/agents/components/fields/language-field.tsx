import { LanguageSelect } from "./language-select";
import { SpecField, type SpecFieldProps } from "./spec-field";

export function LanguageField({ path, label, more, placeholder }: SpecFieldProps & { more?: readonly string[]; placeholder?: string }) {
  return (
    <SpecField path={path} label={label}>
      {(control, { value, set, isReadOnly }) => (
        <LanguageSelect {...control} value={typeof value === "string" ? value : ""} onChange={set} more={more} placeholder={placeholder} disabled={isReadOnly} />
      )}
    </SpecField>
  );
}
