import { type Table, createRow, flexRender } from "@tanstack/react-table";
import { memo, useMemo } from "react";
import { cn } from "@/lib/cn";

interface TableRowProps {
  table: Table<unknown>;
  id: string;
  row: unknown;
  index: number;
  /** Other columns are another row. */
  columns: readonly unknown[];
  isCurrent: boolean;
}

/** The table's own model would make a row of every one there is: this is made when it is seen, and drawn once. */
export const TableRow = memo(function TableRow({ table, id, row, index, columns, isCurrent }: TableRowProps) {
  // eslint-disable-next-line react-hooks/exhaustive-deps -- cells are made once for a row, of the columns there were
  const cells = useMemo(() => createRow(table, id, row, index, 0).getVisibleCells(), [table, id, row, index, columns]);
  return (
    <tr aria-rowindex={index + 1} data-row={index} tabIndex={isCurrent ? 0 : -1} className="group h-11 hover:bg-hover focus-visible:-outline-offset-2">
      {cells.map(({ id: cell, column, getContext }) => (
        <td key={cell} className={cn("max-w-96 truncate border-b px-2 first:pl-4 last:pr-4 sm:px-3 sm:first:pl-4 sm:last:pr-11", alignment(column.columnDef.meta?.align), column.columnDef.meta?.className)}>
          {flexRender(column.columnDef.cell, getContext())}
        </td>
      ))}
    </tr>
  );
});

export function alignment(align: "left" | "right" | undefined): string {
  return align === "right" ? "text-right numbers" : "text-left";
}
