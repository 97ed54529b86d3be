"use client";

import { type ColumnDef, type RowData, getCoreRowModel, useReactTable } from "@tanstack/react-table";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { PagedRows } from "@/lib/pages";
import { cn } from "@/lib/cn";
import { ErrorState } from "../error-state";
import { ColumnsMenu } from "./columns-menu";
import { TableFooter } from "./footer";
import { TableRows } from "./rows";
import { useHiddenColumns } from "./hidden-columns";
import { type Selection, selectionColumn } from "./selection";

declare module "@tanstack/react-table" {
  // The parameters belong to the declaration that this extends.
  // eslint-disable-next-line @typescript-eslint/no-unused-vars
  interface ColumnMeta<TData extends RowData, TValue> {
    align?: "left" | "right";
    /** For the cells: a width, what hides it on phones ("hidden md:table-cell"). */
    className?: string;
    /** The list can be turned round by this column. */
    order?: { isAscending: boolean; onChange: () => void };
    /** Its name in the menu of columns, where the header is not a string. */
    label?: string;
  }
}

export interface DataTableProps<Row> {
  /** Names the table in the cookie that keeps which columns are hidden. */
  id: string;
  /** What it lists, for who cannot see it. */
  label: string;
  columns: ColumnDef<Row>[];
  list: PagedRows<Row>;
  rowId: (row: Row) => string;
  /** Return, or a press on the row. */
  onOpen?: (row: Row) => void;
  selection?: Selection;
  /** In place of the table while there is nothing. */
  empty: ReactNode;
  /** Filters, above the table. */
  toolbar?: ReactNode;
  className?: string;
}

/** A list of any length: pages load as one scrolls, only what is seen is drawn, arrow keys walk through it. */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const { id, label, columns, list, rowId, onOpen, selection, empty, toolbar, className } = props;
  const t = useTranslations("ui.table");
  const [hidden, setHidden] = useHiddenColumns(id);
  const table = useReactTable({
    data: list.rows,
    columns: selection ? [selectionColumn<Row>(selection, t("select")), ...columns] : columns,
    state: { columnVisibility: hidden },
    onColumnVisibilityChange: setHidden,
    getRowId: rowId,
    getCoreRowModel: getCoreRowModel(),
  });
  const isEmpty = !list.isLoading && list.rows.length === 0;

  return (
    <div className={cn("flex min-w-0 flex-col gap-3", className)}>
      {toolbar !== undefined && <div className="flex min-w-0 flex-wrap items-center gap-2">{toolbar}</div>}
      <div className="relative min-w-0 overflow-hidden rounded-xl bg-surface shadow-lift ring-1 ring-line">
        {list.error && isEmpty ? (
          <ErrorState error={list.error} onRetry={list.retry} />
        ) : isEmpty ? (
          empty
        ) : (
          <>
            <ColumnsMenu table={table} />
            <TableRows table={table} list={list} rowId={rowId} label={label} onOpen={onOpen} />
            <TableFooter list={list} />
          </>
        )}
      </div>
    </div>
  );
}
