"use client";

import type { Column, Table } from "@tanstack/react-table";
import { Columns3 } from "lucide-react";
import { useTranslations } from "next-intl";
import { IconButton } from "../icon-button";
import { Menu, MenuCheck, MenuLabel } from "../menu";

export function ColumnsMenu<Row>({ table }: { table: Table<Row> }) {
  const t = useTranslations("ui.table");
  const columns = table.getAllLeafColumns().filter((column) => column.getCanHide() && nameOf(column) !== "");
  if (columns.length < 2) return null;
  return (
    <Menu trigger={<IconButton icon={Columns3} label={t("columns")} size="sm" hasTooltip={false} className="absolute top-1 right-1.5 z-20 max-sm:hidden" />}>
      <MenuLabel>{t("columns")}</MenuLabel>
      {columns.map((column) => (
        <MenuCheck key={column.id} checked={column.getIsVisible()} onChange={(isShown) => column.toggleVisibility(isShown)}>
          {nameOf(column)}
        </MenuCheck>
      ))}
    </Menu>
  );
}

function nameOf<Row>(column: Column<Row>): string {
  const { header, meta } = column.columnDef;
  return meta?.label ?? (typeof header === "string" ? header : "");
}
