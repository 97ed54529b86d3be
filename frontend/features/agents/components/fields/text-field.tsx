import { Braces } from "lucide-react";
import { useTranslations } from "next-intl";
import { useRef } from "react";
import { IconButton } from "@/ui/icon-button";
import { Input } from "@/ui/input";
import { Menu, MenuItem, MenuLabel } from "@/ui/menu";
import { Textarea } from "@/ui/textarea";
import { useVariableNames } from "@/features/agents/hooks/use-editor";
import { SpecField, type SpecFieldProps } from "./spec-field";

interface SpecTextProps extends SpecFieldProps {
  /** Several lines. */
  isLong?: boolean;
  /** The text may have {names} of variables. */
  isTemplate?: boolean;
  /** What an empty field means. */
  placeholder?: string;
}

export function SpecText({ path, label, isLong = false, isTemplate = false, placeholder }: SpecTextProps) {
  const box = useRef<HTMLTextAreaElement & HTMLInputElement>(null);
  return (
    <SpecField path={path} label={label}>
      {(control, { value, set, isReadOnly }) => {
        const props = {
          ...control,
          ref: box,
          value: typeof value === "string" ? value : "",
          placeholder,
          readOnly: isReadOnly,
          autoComplete: "off",
          onChange: (event: { target: { value: string } }) => set(event.target.value),
        };
        return (
          <div className="relative">
            {isLong ? <Textarea {...props} rows={2} className={isTemplate ? "pr-9" : undefined} /> : <Input {...props} className={isTemplate ? "pr-9" : undefined} />}
            {isTemplate && !isReadOnly && (
              <span className="absolute top-0.5 right-0.5">
                <InsertVariable onInsert={(name) => set(inserted(box.current, name))} />
              </span>
            )}
          </div>
        );
      }}
    </SpecField>
  );
}

/** The text with a variable where the cursor is. */
function inserted(box: HTMLTextAreaElement | HTMLInputElement | null, name: string): string {
  const text = box?.value ?? "";
  const start = box?.selectionStart ?? text.length;
  const end = box?.selectionEnd ?? start;
  requestAnimationFrame(() => {
    box?.focus();
    box?.setSelectionRange(start + name.length + 2, start + name.length + 2);
  });
  return `${text.slice(0, start)}{${name}}${text.slice(end)}`;
}

export function InsertVariable({ onInsert }: { onInsert: (name: string) => void }) {
  const t = useTranslations("agent");
  const names = useVariableNames();
  return (
    <Menu trigger={<IconButton icon={Braces} size="sm" label={t("insertVariable")} hasTooltip={false} />}>
      <MenuLabel>{t("insertVariable")}</MenuLabel>
      {names.map((name) => (
        <MenuItem key={name} onSelect={() => onInsert(name)}>
          <code className="font-mono text-xs">{`{${name}}`}</code>
        </MenuItem>
      ))}
    </Menu>
  );
}
