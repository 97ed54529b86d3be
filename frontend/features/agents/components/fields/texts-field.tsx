import { ArrowDown, ArrowUp, Plus, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { type KeyboardEvent, useRef } from "react";
import { Button } from "@/ui/button";
import { IconButton } from "@/ui/icon-button";
import { Input } from "@/ui/input";
import { moved } from "@/features/agents/model/graph";
import { InsertVariable } from "./text-field";
import { SpecField, type SpecFieldProps } from "./spec-field";

interface SpecTextsProps extends SpecFieldProps {
  isTemplate?: boolean;
  placeholder?: string;
  /** Their order matters: they are said one after the other. */
  isOrdered?: boolean;
}

/** A list of texts: Return adds the next, Backspace in an empty one removes it. */
export function SpecTexts({ path, label, isTemplate = false, isOrdered = false, placeholder }: SpecTextsProps) {
  const t = useTranslations("agent");
  const box = useRef<HTMLDivElement>(null);
  const focus = (at: number) => requestAnimationFrame(() => box.current?.querySelectorAll("input")[at]?.focus());
  return (
    <SpecField path={path} label={label}>
      {(control, { value, set, isReadOnly }) => {
        const texts = Array.isArray(value) ? value.map(String) : [];
        const insert = (at: number) => {
          set(texts.toSpliced(at, 0, ""));
          focus(at);
        };
        const remove = (at: number) => {
          set(texts.toSpliced(at, 1));
          focus(Math.max(0, at - 1));
        };
        const onKeyDown = (at: number) => (event: KeyboardEvent) => {
          if (event.key === "Enter" && !event.nativeEvent.isComposing) {
            event.preventDefault();
            insert(at + 1);
          } else if (event.key === "Backspace" && texts[at] === "") {
            event.preventDefault();
            remove(at);
          }
        };
        return (
          <div ref={box} className="flex flex-col gap-1.5">
            {texts.map((text, at) => (
              // Texts may be alike and have no names; their place is what they are.
              <div key={at} data-field={`${path}.${at}`} className="flex items-center gap-1">
                <Input
                  {...(at === 0 ? control : {})}
                  aria-label={at === 0 ? undefined : t("textNumber", { number: at + 1 })}
                  value={text}
                  readOnly={isReadOnly}
                  onKeyDown={onKeyDown(at)}
                  onChange={(event) => set(texts.with(at, event.target.value))}
                  placeholder={placeholder}
                  autoComplete="off"
                />
                {isTemplate && <InsertVariable onInsert={(name) => set(texts.with(at, `${text}{${name}}`))} />}
                {isOrdered && texts.length > 1 && (
                  <>
                    <IconButton icon={ArrowUp} size="sm" label={t("moveUp")} hasTooltip={false} disabled={at === 0} onClick={() => set(moved(texts, at, at - 1))} />
                    <IconButton icon={ArrowDown} size="sm" label={t("moveDown")} hasTooltip={false} disabled={at === texts.length - 1} onClick={() => set(moved(texts, at, at + 1))} />
                  </>
                )}
                <IconButton icon={X} size="sm" label={t("remove")} hasTooltip={false} disabled={isReadOnly} onClick={() => remove(at)} />
              </div>
            ))}
            {!isReadOnly && (
              <Button id={texts.length === 0 ? control.id : undefined} variant="ghost" size="sm" className="self-start" onClick={() => insert(texts.length)}>
                <Plus aria-hidden />
                {t("add")}
              </Button>
            )}
          </div>
        );
      }}
    </SpecField>
  );
}
