"use client";

import { Columns3 } from "lucide-react";
import { useTranslations } from "next-intl";
import { IconButton } from "../icon-button";
import { Menu, MenuCheck, MenuLabel } from "../menu";
import { type ColumnDef, nameOf } from "./columns";

interface ColumnsMenuProps<Row> {
  columns: readonly ColumnDef<Row>[];
  hidden: ReadonlySet<string>;
  onChange: (column: string, isShown: boolean) => void;
}

export function ColumnsMenu<Row>({ columns, hidden, onChange }: ColumnsMenuProps<Row>) {
  const t = useTranslations("ui.table");
  const named = columns.filter((column) => nameOf(column) !== "");
  if (named.length < 2) return null;
  return (
    <Menu trigger={<IconButton icon={Columns3} label={t("columns")} size="sm" hasTooltip={false} className="absolute top-1 right-1.5 z-20 max-sm:hidden" />}>
      <MenuLabel>{t("columns")}</MenuLabel>
      {named.map((column) => (
        <MenuCheck key={column.id} checked={!hidden.has(column.id)} onChange={(isShown) => onChange(column.id, isShown)}>
          {nameOf(column)}
        </MenuCheck>
      ))}
    </Menu>
  );
}
