import { ArrowDown, ArrowUp } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "@/lib/cn";
import { Skeleton } from "../skeleton";
import { type ColumnDef, type Order, headingOf } from "./columns";

const SKELETON_ROWS = 8;

/** The table while there are no rows to draw, or nothing yet to draw them with. */
export function TableSkeleton<Row>({ columns, label }: { columns: readonly ColumnDef<Row>[]; label: string }) {
  return (
    <div className="max-h-[calc(100dvh-13rem)] overflow-auto">
      <table className="w-full border-separate border-spacing-0 text-left text-sm" aria-label={label} aria-busy>
        <TableHead columns={columns} />
        <tbody><SkeletonRows count={columns.length} /></tbody>
      </table>
    </div>
  );
}

export function TableHead<Row>({ columns }: { columns: readonly ColumnDef<Row>[] }) {
  return (
    <thead>
      <tr>
        {columns.map((column) => (
          <th
            key={column.id}
            scope="col"
            aria-sort={orderOf(column.meta?.order)}
            className={cn(
              "sticky top-0 z-10 h-9 border-b bg-surface px-2 text-xs font-medium whitespace-nowrap text-ink-soft first:pl-4 last:pr-4 sm:px-3 sm:first:pl-4 sm:last:pr-11",
              alignment(column.meta?.align),
              column.meta?.className,
            )}
          >
            <Ordering order={column.meta?.order}>{headingOf(column)}</Ordering>
          </th>
        ))}
      </tr>
    </thead>
  );
}

function orderOf(order: Order | undefined): "ascending" | "descending" | undefined {
  return order && (order.isAscending ? "ascending" : "descending");
}

/** A head that one presses to turn the list round. */
function Ordering({ order, children }: { order: Order | undefined; children: ReactNode }) {
  if (!order) return children;
  const Arrow = order.isAscending ? ArrowUp : ArrowDown;
  return (
    <button type="button" onClick={order.onChange} className="inline-flex items-center gap-1 rounded hover:text-ink">
      {children}
      <Arrow className="size-3.5" aria-hidden />
    </button>
  );
}

export function alignment(align: "left" | "right" | undefined): string {
  return align === "right" ? "text-right numbers" : "text-left";
}

export function SkeletonRows({ count }: { count: number }) {
  return Array.from({ length: SKELETON_ROWS }, (_, row) => (
    <tr key={row} aria-hidden className="h-11">
      {Array.from({ length: count }, (_each, column) => (
        <td key={column} className="border-b px-3 first:pl-4">
          <Skeleton className={column === 0 ? "h-3.5 w-40" : "h-3.5 w-20"} />
        </td>
      ))}
    </tr>
  ));
}
