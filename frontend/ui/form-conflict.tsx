"use client";

import { useTranslations } from "next-intl";
import { type ReactNode, useEffect, useRef } from "react";
import type { Conflict } from "@/lib/conflict";
import { ConflictDialog } from "./conflict-dialog";
import { toast } from "./toast";

interface FormConflictProps<Values> {
  /** What `useConflict` gives. */
  conflict: Conflict<Values>;
  /** What the form calls its fields. */
  labels: Readonly<Record<keyof Values & string, string>>;
  /** How the form shows a value that is no text. */
  say?: { readonly [Field in keyof Values & string]?: (value: Values[Field]) => ReactNode };
}

/** A form's save that met somebody else's: what to decide, or a word about what came along. */
export function FormConflict<Values extends object>({ conflict, labels, say }: FormConflictProps<Values>) {
  const { clashes, arrived, decide, close } = conflict;
  useArrived(arrived.map((field) => labels[field]), arrived);
  const shown = (field: keyof Values & string, value: unknown): ReactNode => {
    const words = say?.[field];
    return words ? words(value as Values[typeof field]) : String(value ?? "");
  };
  const fields = (clashes ?? []).map(({ field, base, mine, theirs }) => ({
    key: field,
    label: labels[field],
    base: shown(field, base),
    mine: shown(field, mine),
    theirs: shown(field, theirs),
  }));
  // Another conflict is another decision.
  return clashes && <ConflictDialog key={JSON.stringify(clashes)} isOpen fields={fields} onDecide={decide} onClose={close} />;
}

/** Says once of every merge what it brought. */
function useArrived(labels: readonly string[], arrived: readonly string[]): void {
  const t = useTranslations("ui.conflict");
  const told = useRef(arrived);
  useEffect(() => {
    if (told.current === arrived || arrived.length === 0) return;
    told.current = arrived;
    toast({ title: t("merged"), description: labels.join(" · ") });
  }, [arrived, labels, t]);
}
