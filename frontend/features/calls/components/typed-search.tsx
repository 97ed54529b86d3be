"use client";

import { Search } from "lucide-react";
import { useEffect, useState } from "react";
import { Input } from "@/ui/input";

const TYPING_MS = 400;

interface TypedSearchProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  disabled?: boolean;
}

/** A search that is asked for once nothing more is typed; Return asks at once. */
export function TypedSearch({ label, value, onChange, disabled }: TypedSearchProps) {
  const [typed, setTyped] = useState(value);
  const [known, setKnown] = useState(value);
  if (known !== value) {
    setKnown(value);
    setTyped(value);
  }

  useEffect(() => {
    if (typed.trim() === value) return;
    const timer = setTimeout(() => onChange(typed.trim()), TYPING_MS);
    return () => clearTimeout(timer);
  }, [typed, value, onChange]);

  return (
    <Input
      type="search"
      leading={<Search aria-hidden />}
      aria-label={label}
      placeholder={label}
      value={typed}
      disabled={disabled}
      onChange={(event) => setTyped(event.target.value)}
      onKeyDown={(event) => event.key === "Enter" && onChange(typed.trim())}
    />
  );
}
