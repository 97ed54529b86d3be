import { memo } from "react";
import { cn } from "@/lib/cn";
import type { ColumnDef } from "./columns";
import { alignment } from "./head";

interface TableRowProps {
  row: unknown;
  index: number;
  columns: readonly ColumnDef<unknown>[];
  isCurrent: boolean;
}

/** Drawn once for as long as it is in sight, however the list around it moves. */
export const TableRow = memo(function TableRow({ row, index, columns, isCurrent }: TableRowProps) {
  return (
    <tr aria-rowindex={index + 1} data-row={index} tabIndex={isCurrent ? 0 : -1} className="group h-11 hover:bg-hover focus-visible:-outline-offset-2">
      {columns.map((column) => (
        <td
          key={column.id}
          className={cn(
            "max-w-96 truncate border-b px-2 first:pl-4 last:pr-4 sm:px-3 sm:first:pl-4 sm:last:pr-11",
            alignment(column.meta?.align),
            column.meta?.className,
          )}
        >
          {column.cell({ row: { original: row } })}
        </td>
      ))}
    </tr>
  );
});
