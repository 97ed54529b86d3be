"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useConflict } from "@/lib/conflict";
import { useForm } from "@/lib/form";
import { Button } from "@/ui/button";
import { ConflictDialog } from "@/ui/conflict-dialog";
import { Dialog } from "@/ui/dialog";
import { Field } from "@/ui/field";
import { FormError } from "@/ui/form";
import { Input } from "@/ui/input";
import { grouped } from "@/ui/phone-number";
import { type PhoneLine, getNumber, updateNumber } from "../api/numbers";
import { NUMBERS_KEY } from "../hooks/use-numbers";

export function RenameNumber({ number, onClose }: { number: PhoneLine; onClose: () => void }) {
  const t = useTranslations("numbers");
  const form = useTranslations("numbers.form");
  const queries = useQueryClient();

  async function save(kept: PhoneLine, displayName: string) {
    await updateNumber(kept, { display_name: displayName });
    finish();
  }

  function finish() {
    void queries.invalidateQueries({ queryKey: NUMBERS_KEY });
    onClose();
  }

  const conflict = useConflict({ save, read: () => getNumber(number.id) });
  const name = useForm({
    initial: { display_name: number.display_name },
    submit: (values) => conflict.attempt(number, values.display_name.trim()),
    paths: { "number.display_name": "display_name" },
  });

  return (
    <>
      <Dialog
        isOpen={conflict.theirs === undefined}
        onOpenChange={onClose}
        width="sm"
        title={t("renameTitle", { number: grouped(number.e164) })}
        footer={
          <>
            <Button onClick={onClose}>{form("cancel")}</Button>
            <Button type="submit" form="rename-number" variant="primary" isBusy={name.isBusy}>{t("save")}</Button>
          </>
        }
      >
        <form id="rename-number" {...name.props} className="flex flex-col gap-4">
          <FormError error={name.error} />
          <Field label={form("name")} aside={form("optional")} error={name.errors.display_name}>
            {(control) => <Input {...control} {...name.text("display_name")} autoComplete="off" maxLength={120} />}
          </Field>
        </form>
      </Dialog>
      <ConflictDialog
        isOpen={conflict.theirs !== undefined}
        fields={[{ label: form("name"), mine: conflict.mine, theirs: conflict.theirs?.display_name ?? "" }]}
        onKeepMine={conflict.keepMine}
        onTakeTheirs={finish}
        onClose={conflict.close}
      />
    </>
  );
}
