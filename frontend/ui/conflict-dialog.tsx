"use client";

import { useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";
import { Button } from "./button";
import { Dialog } from "./dialog";
import { FormError } from "./form";

export interface ConflictingField {
  label: string;
  mine: ReactNode;
  theirs: ReactNode;
}

interface ConflictDialogProps {
  isOpen: boolean;
  /** Only what differs. */
  fields: readonly ConflictingField[];
  /** Saves mine over theirs, with the revision that was just read. */
  onKeepMine: () => Promise<unknown>;
  /** Forgets mine and shows theirs. */
  onTakeTheirs: () => void;
  /** Goes back to editing; nothing is decided. */
  onClose: () => void;
}

/** After REVISION_CONFLICT: somebody else saved meanwhile, and a person decides. */
export function ConflictDialog({ isOpen, fields, onKeepMine, onTakeTheirs, onClose }: ConflictDialogProps) {
  const t = useTranslations("ui.conflict");
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();

  async function keepMine() {
    setBusy(true);
    setError(undefined);
    try {
      await onKeepMine();
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
      description={t("description")}
      width="lg"
      footer={
        <>
          <Button onClick={onTakeTheirs}>{t("takeTheirs")}</Button>
          <Button variant="primary" isBusy={isBusy} onClick={() => void keepMine()}>{t("keepMine")}</Button>
        </>
      }
    >
      <div className="overflow-x-auto rounded-lg ring-1 ring-line">
        <table className="w-full text-left text-sm">
          <thead className="bg-sunken text-xs text-ink-soft">
            <tr>
              <th className="px-3 py-2 font-medium">{t("field")}</th>
              <th className="px-3 py-2 font-medium">{t("mine")}</th>
              <th className="px-3 py-2 font-medium">{t("theirs")}</th>
            </tr>
          </thead>
          <tbody>
            {fields.map((field) => (
              <tr key={field.label} className="border-t align-top">
                <th scope="row" className="px-3 py-2 font-medium whitespace-nowrap">{field.label}</th>
                <td className="px-3 py-2 break-words whitespace-pre-wrap">{field.mine}</td>
                <td className="px-3 py-2 break-words whitespace-pre-wrap">{field.theirs}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <div className="mt-3"><FormError error={error} /></div>
    </Dialog>
  );
}
