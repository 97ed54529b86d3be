"use client";

import { type ReactNode, useMemo } from "react";
import { later, useLater } from "@/lib/later";
import type { PagedRows } from "@/lib/pages";
import { cn } from "@/lib/cn";
import { ErrorState } from "../error-state";
import type { ColumnDef } from "./columns";
import { ColumnsMenu } from "./columns-menu";
import { TableFooter } from "./footer";
import { TableSkeleton } from "./head";
import { useHiddenColumns } from "./hidden-columns";

/** What draws rows, and only those in sight, comes while they are asked for. */
const rowsCode = later(() => import("./rows"));

export interface DataTableProps<Row> {
  /** Names the table in the cookie that keeps which columns are hidden. */
  id: string;
  /** What it lists, for who cannot see it. */
  label: string;
  columns: readonly ColumnDef<Row>[];
  list: PagedRows<Row>;
  rowId: (row: Row) => string;
  /** Return, or a press on the row. */
  onOpen?: (row: Row) => void;
  /** In place of the table while there is nothing. */
  empty: ReactNode;
  /** Filters, above the table. */
  toolbar?: ReactNode;
  className?: string;
}

/** A list of any length: pages load as one scrolls, only what is seen is drawn, arrow keys walk through it. */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const { id, label, columns, list, rowId, onOpen, empty, toolbar, className } = props;
  const [hidden, hide] = useHiddenColumns(id);
  const shown = useMemo(() => columns.filter((column) => !hidden.has(column.id)), [columns, hidden]);
  const Rows = useLater(rowsCode, true)?.TableRows;
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
            <ColumnsMenu columns={columns} hidden={hidden} onChange={hide} />
            {Rows ? <Rows columns={shown} list={list} rowId={rowId} label={label} onOpen={onOpen} /> : <TableSkeleton columns={shown} label={label} />}
            <TableFooter list={list} />
          </>
        )}
      </div>
    </div>
  );
}
