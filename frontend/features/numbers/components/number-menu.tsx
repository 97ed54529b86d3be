"use client";

import { useQueryClient } from "@tanstack/react-query";
import { Ellipsis, Pencil, PhoneOutgoing, Trash2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useReason } from "@/features/session/components/permitted";
import { useMay } from "@/features/session/hooks/use-me";
import { ConfirmDialog } from "@/ui/confirm-dialog";
import { IconButton } from "@/ui/icon-button";
import { Menu, MenuItem, MenuLabel, MenuSeparator } from "@/ui/menu";
import { grouped } from "@/ui/phone-number";
import { toast } from "@/ui/toast";
import { type PhoneLine, deleteNumber } from "../api/numbers";
import { RenameNumber } from "./rename-number";

export function NumberMenu({ number, onTest }: { number: PhoneLine; onTest: (number: PhoneLine) => void }) {
  const t = useTranslations("numbers");
  const queries = useQueryClient();
  const reason = useReason("numbers.write");
  const mayCall = useMay("calls.place");
  const [asking, setAsking] = useState<"rename" | "delete">();

  async function remove() {
    await deleteNumber(number.id);
    await Promise.all([queries.invalidateQueries({ queryKey: ["numbers"] }), queries.invalidateQueries({ queryKey: ["carrier"] })]);
    toast({ title: t("deleted", { number: grouped(number.e164) }), tone: "good" });
  }

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
