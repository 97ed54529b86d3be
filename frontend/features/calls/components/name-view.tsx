"use client";

import { useTranslations } from "next-intl";
import { useState, type FormEvent } from "react";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { Field } from "@/ui/field";
import { Input } from "@/ui/input";
import { toast } from "@/ui/toast";
import { type SavedView, withView } from "../saved-views";

export type ChangeViews = (next: (views: readonly SavedView[]) => readonly SavedView[]) => boolean;

export const MAX_NAME = 40;

interface NameViewProps {
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
  query: string;
  change: ChangeViews;
}

/** Saves the filters as they are. */
export function NameView({ isOpen, onOpenChange, query, change }: NameViewProps) {
  const t = useTranslations("calls.views");
  const [typed, setTyped] = useState("");
  const [error, setError] = useState("");

  function save(event: FormEvent) {
    event.preventDefault();
    const name = typed.trim();
    if (!name) return setError(t("nameNeeded"));
    if (!change((views) => withView(views, { name, query }))) return setError(t("full"));
    toast({ title: t("saved", { name }), tone: "good" });
    setTyped("");
    onOpenChange(false);
  }

  return (
    <Dialog
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      title={t("save")}
      description={t("hint")}
      width="sm"
      footer={<Button type="submit" form="name-view" variant="primary">{t("keep")}</Button>}
    >
      <form id="name-view" onSubmit={save}>
        <Field label={t("name")} error={error}>
          {(control) => <Input {...control} value={typed} maxLength={MAX_NAME} onChange={(event) => { setTyped(event.target.value); setError(""); }} />}
        </Field>
      </form>
    </Dialog>
  );
}
