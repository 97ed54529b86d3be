"use client";

import { Search } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { useMay } from "@/features/session/hooks/use-me";
import { Input } from "@/ui/input";
import { Tooltip } from "@/ui/tooltip";

const TYPING_MS = 400;

/** Asks once nothing more is typed. Who may not see numbers may not search for one. */
export function NumberSearch({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const t = useTranslations("calls.filters");
  const mayAsk = useMay("callers.read");
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

  const input = (
    <Input
      type="search"
      inputMode="tel"
      leading={<Search aria-hidden />}
      aria-label={t("number")}
      placeholder={t("number")}
      value={typed}
      disabled={!mayAsk}
      onChange={(event) => setTyped(event.target.value)}
    />
  );
  return <div className="w-52 max-sm:w-full">{mayAsk ? input : <Tooltip text={t("numberHidden")}><span className="block">{input}</span></Tooltip>}</div>;
}
