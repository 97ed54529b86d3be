import { useLocale } from "next-intl";
import { useMemo } from "react";
import { Combobox } from "@/ui/combobox";
import type { FieldControl } from "@/ui/field";
import { COMMON_LANGUAGES, languageName } from "@/features/agents/model/languages";

interface LanguageSelectProps extends Partial<FieldControl> {
  value: string;
  onChange: (code: string) => void;
  /** Codes beyond the common ones, such as those of adapters. */
  more?: readonly string[];
  placeholder?: string;
  disabled?: boolean;
  "aria-label"?: string;
}

export function LanguageSelect({ value, onChange, more, ...rest }: LanguageSelectProps) {
  const locale = useLocale();
  const options = useMemo(() => {
    const codes = new Set<string>([...COMMON_LANGUAGES, ...(more ?? []), ...(value ? [value] : [])]);
    codes.delete("*");
    return [...codes].map((code) => ({ value: code, label: languageName(code, locale), hint: code }));
  }, [more, value, locale]);
  return <Combobox {...rest} value={value} onChange={onChange} options={options} />;
}
