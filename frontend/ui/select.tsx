"use client";

import { ChevronDown } from "lucide-react";
import { useState } from "react";
import { cn } from "@/lib/cn";
import { INPUT_CLASSES } from "./input";
import { useOverlays } from "./overlay";

export interface Option<Value extends string = string> {
  value: Value;
  label: string;
  /** A second, fainter line. */
  hint?: string;
  isDisabled?: boolean;
}

export interface SelectProps<Value extends string> {
  id?: string;
  name?: string;
  value: Value | undefined;
  onChange: (value: Value) => void;
  options: readonly Option<Value>[];
  placeholder?: string;
  disabled?: boolean;
  className?: string;
  "aria-label"?: string;
  "aria-labelledby"?: string;
  "aria-describedby"?: string;
  "aria-invalid"?: boolean;
}

/** What somebody has done to the button before the list could come. */
export type SelectWish = "none" | "focus" | "open";

export const SELECT_CLASSES = cn(INPUT_CLASSES, "flex h-8 items-center justify-between gap-2 px-2.5 text-left data-placeholder:text-ink-faint");

/** One of a few; of many, use Combobox. A button that looks the same stands for it until it comes. */
export function Select<Value extends string>(props: SelectProps<Value>) {
  const [wish, setWish] = useState<SelectWish>("none");
  const Box = useOverlays(wish !== "none")?.SelectBox;
  if (Box) return <Box {...props} wish={wish} />;

  const { id, value, options, placeholder, disabled, className } = props;
  const chosen = options.find((option) => option.value === value);
  return (
    <button
      id={id}
      type="button"
      aria-label={props["aria-label"]}
      aria-labelledby={props["aria-labelledby"]}
      aria-describedby={props["aria-describedby"]}
      aria-invalid={props["aria-invalid"]}
      disabled={disabled}
      role="combobox"
      aria-expanded={false}
      aria-controls={undefined}
      aria-autocomplete="none"
      data-placeholder={chosen ? undefined : ""}
      onFocus={() => setWish("focus")}
      onBlur={() => setWish("none")}
      onPointerDown={(event) => {
        if (event.pointerType !== "mouse" || event.button !== 0 || event.ctrlKey) return;
        event.preventDefault();
        setWish("open");
      }}
      onClick={() => setWish("open")}
      className={cn(SELECT_CLASSES, className)}
    >
      <span className="truncate"><span>{chosen?.label ?? placeholder}</span></span>
      <ChevronDown className="size-4 shrink-0 text-ink-faint" aria-hidden />
    </button>
  );
}
