"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { Field } from "@/ui/field";
import { Input } from "@/ui/input";
import { Select } from "@/ui/select";

const USUAL_DAYS = [0, 7, 30, 90, 180, 365] as const;
const OTHER = "other";

interface RetentionFieldProps {
  days: number;
  onChange: (days: number) => void;
  error: string | undefined;
  disabled: boolean;
}

/** How long is kept: the usual spans, or a number of days. */
export function RetentionField({ days, onChange, error, disabled }: RetentionFieldProps) {
  const t = useTranslations("storage.retention");
  const [isOther, setOther] = useState(!USUAL_DAYS.some((usual) => usual === days));
  const options = USUAL_DAYS.map((usual) => ({ value: String(usual), label: usual === 0 ? t("forever") : t("days", { days: usual }) }));

  function choose(value: string) {
    setOther(value === OTHER);
    if (value !== OTHER) onChange(Number(value));
  }

  return (
    <Field label={t("label")} hint={t("hint")} error={error}>
      {(control) => (
        <span className="flex gap-2">
          <Select {...control} value={isOther ? OTHER : String(days)} onChange={choose} disabled={disabled} options={[...options, { value: OTHER, label: t("other") }]} className="max-w-56" />
          {isOther && (
            <Input
              aria-label={t("number")}
              aria-invalid={error ? true : undefined}
              type="number"
              min={0}
              max={3650}
              value={Number.isNaN(days) ? "" : days}
              onChange={(event) => onChange(event.target.valueAsNumber)}
              disabled={disabled}
              className="numbers max-w-28"
            />
          )}
        </span>
      )}
    </Field>
  );
}
