"use client";

import { useQueryClient } from "@tanstack/react-query";
import { Ellipsis, Pencil, PhoneOutgoing, Trash2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useReason } from "@/features/session/components/permitted";
import { useMay } from "@/features/session/hooks/use-me";
import { useOptimistic, useShownRows } from "@/lib/optimistic";
import { ConfirmDialog } from "@/ui/confirm-dialog";
import { useErrorText } from "@/ui/error-text";
import { IconButton } from "@/ui/icon-button";
import { Menu, MenuItem, MenuLabel, MenuSeparator } from "@/ui/menu";
import { grouped } from "@/ui/phone-number";
import { toast } from "@/ui/toast";
import { type PhoneLine, createNumber, deleteNumber } from "../api/numbers";
import { NUMBERS_KEY } from "../hooks/use-numbers";
import { RenameNumber } from "./rename-number";

export function NumberMenu({ number, onTest }: { number: PhoneLine; onTest: (number: PhoneLine) => void }) {
  const t = useTranslations("numbers");
  const reason = useReason("numbers.write");
  const mayCall = useMay("calls.place");
  const [asking, setAsking] = useState<"rename" | "delete">();

  const remove = useRemove(number);

  return (
    <>
      <Menu className="max-w-60" trigger={<IconButton icon={Ellipsis} size="sm" label={t("actionsOf", { number: number.e164 })} hasTooltip={false} />}>
        <MenuItem icon={PhoneOutgoing} disabled={!mayCall} onSelect={() => onTest(number)}>{t("test.title")}</MenuItem>
        <MenuItem icon={Pencil} disabled={reason !== undefined} onSelect={() => setAsking("rename")}>{t("rename")}</MenuItem>
        <MenuSeparator />
        <MenuItem icon={Trash2} isDanger disabled={reason !== undefined} onSelect={() => setAsking("delete")}>{t("delete")}</MenuItem>
        {reason !== undefined && <MenuLabel>{reason}</MenuLabel>}
      </Menu>
      {asking === "rename" && <RenameNumber number={number} onClose={() => setAsking(undefined)} />}
      <ConfirmDialog isOpen={asking === "delete"} onOpenChange={() => setAsking(undefined)} title={t("deleteTitle", { number: grouped(number.e164) })} confirm={t("delete")} onConfirm={remove}>
        <ul className="list-disc space-y-1 pl-4">
          <li>{t("deleteEffect1")}</li>
          <li>{t("deleteEffect2")}</li>
          <li>{t("deleteEffect3")}</li>
        </ul>
      </ConfirmDialog>
    </>
  );
}

/** Gone from the list at once; as long as the toast is there, it can be added again as it was. */
function useRemove(number: PhoneLine): () => void {
  const t = useTranslations("numbers");
  const say = useErrorText();
  const queries = useQueryClient();
  const rows = useShownRows<PhoneLine>(NUMBERS_KEY);
  const named = { number: grouped(number.e164) };
  const refresh = () => Promise.all([queries.invalidateQueries({ queryKey: ["numbers"] }), queries.invalidateQueries({ queryKey: ["carrier"] })]);

  async function addAgain() {
    try {
      const { e164, agent_id, display_name } = number;
      await createNumber({ e164, agent_id, display_name });
      await refresh();
    } catch (error) {
      toast({ title: t("notBack", named), description: say(error), tone: "bad" });
    }
  }

  const { mutate } = useOptimistic({
    queryKey: NUMBERS_KEY,
    show: () => rows((row) => (row.id === number.id ? undefined : row)),
    save: () => deleteNumber(number.id),
    refused: () => t("notDeleted", named),
    done: () => {
      void refresh();
      toast({ title: t("deleted", named), tone: "good", undo: () => void addAgain() });
    },
  });
  return () => mutate();
}
