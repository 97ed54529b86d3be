"use client";

import { useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";
import { Button } from "./button";
import { Dialog } from "./dialog";
import { Field } from "./field";
import { FormError } from "./form";
import { Input } from "./input";

interface ConfirmDialogProps {
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
  title: ReactNode;
  /** What will happen, and what cannot be undone. */
  children: ReactNode;
  /** The verb of the button: "Delete agent". */
  confirm: string;
  isDanger?: boolean;
  /** What must be typed first, for what cannot be brought back. */
  phrase?: string;
  /** The dialog stays, with the error, if a promise is refused. */
  onConfirm: () => unknown;
}

export function ConfirmDialog({ isOpen, onOpenChange, title, children, confirm, isDanger = true, phrase, onConfirm }: ConfirmDialogProps) {
  const t = useTranslations("ui");
  const [typed, setTyped] = useState("");
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();

  function show(next: boolean) {
    setTyped("");
    setError(undefined);
    onOpenChange(next);
  }

  async function run() {
    setBusy(true);
    setError(undefined);
    try {
      await onConfirm();
      show(false);
    } catch (reason) {
      setError(reason);
    } finally {
      setBusy(false);
    }
  }

  return (
    <Dialog
      isOpen={isOpen}
      onOpenChange={show}
      title={title}
      width="sm"
      footer={
        <>
          <Button onClick={() => show(false)}>{t("cancel")}</Button>
          <Button
            variant={isDanger ? "danger" : "primary"}
            isBusy={isBusy}
            disabled={phrase !== undefined && typed !== phrase}
            onClick={() => void run()}
          >
            {confirm}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4 text-sm text-ink-soft">
        <div>{children}</div>
        {phrase !== undefined && (
          <Field label={t("typeToConfirm", { phrase })}>
            {(control) => <Input {...control} value={typed} autoComplete="off" onChange={(event) => setTyped(event.target.value)} />}
          </Field>
        )}
        <FormError error={error} />
      </div>
    </Dialog>
  );
}
