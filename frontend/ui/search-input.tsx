"use client";

import { Search, X, type LucideIcon } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { cn } from "@/lib/cn";
import { IconButton } from "./icon-button";
import { Input } from "./input";

const SETTLED_MS = 300;

interface SearchInputProps {
  value: string;
  /** Once the typing pauses, and at once for Return and for the cross. */
  onChange: (value: string) => void;
  /** What is searched, as placeholder and for who cannot see it. */
  label: string;
  icon?: LucideIcon;
  className?: string;
}

export function SearchInput({ value, onChange, label, icon: Icon = Search, className }: SearchInputProps) {
  const t = useTranslations("ui");
  const [typed, setTyped] = useState(value);
  const [given, setGiven] = useState(value);
  if (given !== value) {
    setGiven(value);
    setTyped(value);
  }

  useEffect(() => {
    if (typed === value) return;
    const timer = setTimeout(() => onChange(typed.trim()), SETTLED_MS);
    return () => clearTimeout(timer);
  }, [typed, value, onChange]);

  function clear() {
    setTyped("");
    onChange("");
  }

  return (
    <span className={cn("inline-flex", className)}>
      <Input
        type="search"
        aria-label={label}
        placeholder={label}
        autoComplete="off"
        leading={<Icon aria-hidden />}
        trailing={typed ? <IconButton icon={X} size="sm" label={t("clear")} hasTooltip={false} onClick={clear} /> : <span />}
        className="[&::-webkit-search-cancel-button]:hidden"
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        onKeyDown={(event) => event.key === "Enter" && onChange(typed.trim())}
      />
    </span>
  );
}
