"use client";

import { ChevronsUpDown } from "lucide-react";
import { useId, useRef, useState } from "react";
import { cn } from "@/lib/cn";
import { INPUT_CLASSES } from "./input";
import { useOverlays } from "./overlay";
import type { Option } from "./select";

interface ComboboxProps {
  id?: string;
  value: string | undefined;
  onChange: (value: string) => void;
  options: readonly Option[];
  placeholder?: string;
  searchPlaceholder?: string;
  disabled?: boolean;
  className?: string;
  /** Called as one types, where the options come from a server; without it they are filtered here. */
  onSearch?: (text: string) => void;
  "aria-label"?: string;
  "aria-describedby"?: string;
  "aria-invalid"?: boolean;
}

/** One of many, found by typing. */
export function Combobox({ value, onChange, options, placeholder, searchPlaceholder, disabled, className, onSearch, ...aria }: ComboboxProps) {
  const [isOpen, setOpen] = useState(false);
  const trigger = useRef<HTMLButtonElement>(null);
  const listId = useId();
  const List = useOverlays(isOpen)?.ComboboxList;
  const chosen = options.find((option) => option.value === value);
  return (
    <>
      <button
        {...aria}
        ref={trigger}
        type="button"
        role="combobox"
        aria-haspopup="dialog"
        aria-expanded={isOpen}
        aria-controls={listId}
        disabled={disabled}
        onClick={() => setOpen(!isOpen)}
        className={cn(INPUT_CLASSES, "flex h-8 items-center justify-between gap-2 px-2.5 text-left", className)}
      >
        <span className={cn("truncate", !chosen && "text-ink-faint")}>{chosen?.label ?? placeholder}</span>
        <ChevronsUpDown className="size-4 shrink-0 text-ink-faint" />
      </button>
      {List && <List id={listId} trigger={trigger} isOpen={isOpen} onOpenChange={setOpen} value={value} onChange={onChange} options={options} searchPlaceholder={searchPlaceholder} onSearch={onSearch} />}
    </>
  );
}
