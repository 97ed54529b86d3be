"use client";

import { useTranslations } from "next-intl";
import { MAX_NAME, useRenaming } from "@/lib/renaming";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { Field } from "@/ui/field";
import { FormError } from "@/ui/form";
import { FormConflict } from "@/ui/form-conflict";
import { Input } from "@/ui/input";
import { grouped } from "@/ui/phone-number";
import { type PhoneLine, getNumber, updateNumber } from "../api/numbers";
import { NUMBERS_KEY } from "../hooks/use-numbers";

const namesOf = ({ display_name }: PhoneLine) => ({ display_name });
const PATHS = { "number.display_name": "display_name" } as const;

/** Asks for the name. */
export function RenameNumber({ number, onClose }: { number: PhoneLine; onClose: () => void }) {
  const t = useTranslations("numbers");
  const say = useTranslations("numbers.form");
  const { form, conflict } = useRenaming({ kept: number, namesOf, save: updateNumber, read: getNumber, queryKey: NUMBERS_KEY, paths: PATHS, onClose });

  return (
    <>
      <Dialog
        isOpen={!conflict.clashes}
        onOpenChange={onClose}
        width="sm"
        title={t("renameTitle", { number: grouped(number.e164) })}
        footer={
          <>
            <Button onClick={onClose}>{say("cancel")}</Button>
            <Button type="submit" form="rename-number" variant="primary" isBusy={form.isBusy}>{t("save")}</Button>
          </>
        }
      >
        <form id="rename-number" {...form.props} className="flex flex-col gap-4">
          <FormError error={form.error} />
          <Field label={say("name")} aside={say("optional")} error={form.errors.display_name}>
            {(control) => <Input {...control} {...form.text("display_name")} autoComplete="off" maxLength={MAX_NAME} />}
          </Field>
        </form>
      </Dialog>
      <FormConflict conflict={conflict} labels={{ display_name: say("name") }} />
    </>
  );
}
