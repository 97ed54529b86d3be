"use client";

import { useTranslations } from "next-intl";
import { type ReactNode, useId, useState } from "react";
import { cn } from "@/lib/cn";
import type { Choices, Side } from "@/lib/merge";
import { Button } from "./button";
import { Dialog } from "./dialog";
import { FormError } from "./form";

export interface ConflictingField {
  key: string;
  label: ReactNode;
  base: ReactNode;
  mine: ReactNode;
  theirs: ReactNode;
}

interface ConflictDialogProps {
  isOpen: boolean;
  /** Only what both have changed; the rest is merged. */
  fields: readonly ConflictingField[];
  /** Saves what was chosen of each field, with the revision that was just read. */
  onDecide: (choices: Choices) => Promise<unknown>;
  /** Goes back to editing; nothing is decided. */
  onClose: () => void;
}

const SIDES: readonly Side[] = ["theirs", "mine"];

/** After REVISION_CONFLICT: of what somebody else has changed as well, a person decides field by field. */
export function ConflictDialog({ isOpen, fields, onDecide, onClose }: ConflictDialogProps) {
  const t = useTranslations("ui.conflict");
  const [choices, setChoices] = useState<Choices>(new Map());
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const isDecided = fields.every(({ key }) => choices.has(key));
  const chooseAll = (side: Side) => setChoices(new Map(fields.map(({ key }) => [key, side])));

  async function save() {
    setBusy(true);
    setError(undefined);
    try {
      await onDecide(choices);
    } catch (reason) {
      setError(reason);
    } finally {
      setBusy(false);
    }
  }

  return (
    <Dialog
      isOpen={isOpen}
      onOpenChange={(next) => !next && onClose()}
      title={t("title")}
      description={t("description", { count: fields.length })}
      width="lg"
      footer={
        <>
          <Button onClick={() => chooseAll("theirs")}>{t("allTheirs")}</Button>
          <Button className="sm:mr-auto" onClick={() => chooseAll("mine")}>{t("allMine")}</Button>
          <Button variant="primary" isBusy={isBusy} disabled={!isDecided} onClick={() => void save()}>{t("save")}</Button>
        </>
      }
    >
      <FormError error={error} />
      <ul className="flex flex-col gap-4">
        {fields.map((field) => (
          <ConflictChoice key={field.key} field={field} chosen={choices.get(field.key)} onChoose={(side) => setChoices(new Map(choices).set(field.key, side))} />
        ))}
      </ul>
    </Dialog>
  );
}

function ConflictChoice({ field, chosen, onChoose }: { field: ConflictingField; chosen: Side | undefined; onChoose: (side: Side) => void }) {
  const t = useTranslations("ui.conflict");
  const id = useId();
  return (
    <li>
      <div role="radiogroup" aria-labelledby={id}>
        <h3 id={id} className="mb-1.5 text-sm font-medium break-words">{field.label}</h3>
        <div className="grid gap-2 sm:grid-cols-3">
          <div className="rounded-lg bg-sunken px-3 py-2">
            <p className="text-xs text-ink-soft">{t("base")}</p>
            <Value>{field.base}</Value>
          </div>
          {SIDES.map((side) => (
            <label
              key={side}
              className={cn(
                "cursor-pointer rounded-lg px-3 py-2 ring-1 ring-line-strong hover:bg-hover has-focus-visible:outline-2 has-focus-visible:outline-ring",
                chosen === side && "bg-accent-soft ring-2 ring-accent hover:bg-accent-soft",
              )}
            >
              <span className="flex items-center gap-2 text-xs text-ink-soft">
                <input type="radio" name={id} value={side} checked={chosen === side} onChange={() => onChoose(side)} className="size-3.5 accent-(--accent) outline-none" />
                {t(side)}
              </span>
              <Value base={field.base}>{field[side]}</Value>
            </label>
          ))}
        </div>
      </div>
    </li>
  );
}

function Value({ base, children }: { base?: ReactNode; children: ReactNode }) {
  const t = useTranslations("ui.conflict");
  const isEmpty = children === undefined || children === null || children === "";
  return <span className={cn("mt-1 block max-h-48 overflow-y-auto text-sm break-words whitespace-pre-wrap", isEmpty && "text-ink-faint italic")}>{isEmpty ? t("empty") : typeof base === "string" && typeof children === "string" ? <Changed base={base} text={children} /> : children}</span>;
}

/** A text with what is not as it was marked, where the rest of it is. */
function Changed({ base, text }: { base: string; text: string }) {
  const [was, is] = [base.split(WORDS), text.split(WORDS)];
  const head = common(was, is);
  const tail = common(was.slice(head).reverse(), is.slice(head).reverse());
  if (head + tail === 0 || head + tail >= is.length) return text;
  return (
    <>
      {is.slice(0, head).join("")}
      <mark className="rounded-xs bg-warn-soft text-warn-text">{is.slice(head, is.length - tail).join("")}</mark>
      {is.slice(is.length - tail).join("")}
    </>
  );
}

const WORDS = /(?<=\s)/;

function common(a: readonly string[], b: readonly string[]): number {
  const end = a.findIndex((word, at) => word !== b[at]);
  return end === -1 ? a.length : end;
}
