import { cn } from "@/lib/cn";
import { Skeleton } from "../skeleton";
import { type ColumnDef, headingOf } from "./columns";

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
            className={cn(
              "sticky top-0 z-10 h-9 border-b bg-surface px-3 text-xs font-medium whitespace-nowrap text-ink-soft first:pl-4 last:pr-11",
              alignment(column.meta?.align),
              column.meta?.className,
            )}
          >
            {headingOf(column)}
          </th>
        ))}
      </tr>
    </thead>
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
