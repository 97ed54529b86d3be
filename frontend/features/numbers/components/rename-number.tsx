"use client";

import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { useConflict } from "@/lib/conflict";
import { useOptimistic, useShownRows } from "@/lib/optimistic";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { Field } from "@/ui/field";
import { FormConflict } from "@/ui/form-conflict";
import { Input } from "@/ui/input";
import { grouped } from "@/ui/phone-number";
import { type PhoneLine, getNumber, updateNumber } from "../api/numbers";
import { NUMBERS_KEY } from "../hooks/use-numbers";

const valuesOf = ({ display_name }: PhoneLine) => ({ display_name });

/** Asks for the name; it stands in the list as soon as the dialog is closed. */
export function RenameNumber({ number, onClose }: { number: PhoneLine; onClose: () => void }) {
  const t = useTranslations("numbers");
  const form = useTranslations("numbers.form");
  const [begun] = useState(number);
  const [name, setName] = useState(number.display_name);
  const [isSent, setSent] = useState(false);
  const rows = useShownRows<PhoneLine>(NUMBERS_KEY);
  const shown = (line: PhoneLine) => rows((row) => (row.id === line.id ? line : row));

  function show(line: PhoneLine) {
    shown(line);
    onClose();
  }

  const conflict = useConflict({ valuesOf, save: updateNumber, read: () => getNumber(begun.id), show });
  const { mutate } = useOptimistic({
    queryKey: NUMBERS_KEY,
    show: (display_name: string) => shown({ ...begun, display_name }),
    save: (display_name) => conflict.attempt(begun, { display_name }),
    refused: () => t("notRenamed", { number: grouped(number.e164) }),
  });

  function rename(event: FormEvent) {
    event.preventDefault();
    setSent(true);
    mutate(name.trim(), { onError: onClose });
  }

  function reconsider() {
    conflict.close();
    setSent(false);
  }

  return (
    <>
      <Dialog
        isOpen={!isSent}
        onOpenChange={onClose}
        width="sm"
        title={t("renameTitle", { number: grouped(number.e164) })}
        footer={
          <>
            <Button onClick={onClose}>{form("cancel")}</Button>
            <Button type="submit" form="rename-number" variant="primary">{t("save")}</Button>
          </>
        }
      >
        <form id="rename-number" onSubmit={rename}>
          <Field label={form("name")} aside={form("optional")}>
            {(control) => <Input {...control} name="display_name" value={name} onChange={(event) => setName(event.target.value)} autoComplete="off" maxLength={120} />}
          </Field>
        </form>
      </Dialog>
      <FormConflict conflict={{ ...conflict, close: reconsider }} labels={{ display_name: form("name") }} />
    </>
  );
}
