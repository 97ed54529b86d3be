"use client";

import { ArrowDown, ArrowUp } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { type Order, type Row, type Sheet, sorted } from "@/features/analytics/model/sheet";
import { cn } from "@/lib/cn";

/** The figures in words and numbers. A heading sorts by its column. */
export function SheetTable({ sheet, caption, className }: { sheet: Sheet; caption: string; className?: string }) {
  const [order, setOrder] = useState<Order>();
  const sort = (column: number) => setOrder((now) => nextOrder(now, column));
  return (
    // Scrolls, so that it can be reached by keys.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className={cn("overflow-auto focus-visible:-outline-offset-2", className)} role="region" aria-label={caption} tabIndex={0}>
      <table className="w-full border-collapse text-sm">
        <caption className="sr-only">{caption}</caption>
        <thead className="sticky top-0 z-10 bg-surface">
          <tr>
            <Heading label={sheet.keyLabel} order={order} index={-1} onSort={sort} />
            {sheet.columns.map((column, index) => <Heading key={column.id} label={column.label} order={order} index={index} onSort={sort} />)}
          </tr>
        </thead>
        <tbody>{sorted(sheet.rows, order).map((row) => <Line key={row.key} row={row} sheet={sheet} />)}</tbody>
      </table>
    </div>
  );
}

function Heading({ label, order, index, onSort }: { label: string; order: Order; index: number; onSort: (column: number) => void }) {
  const isSorted = order?.column === index;
  const Arrow = order?.isDescending ? ArrowDown : ArrowUp;
  return (
    <th scope="col" aria-sort={isSorted ? (order.isDescending ? "descending" : "ascending") : undefined} className={cn("border-b p-0 font-medium", index < 0 ? "text-left" : "text-right")}>
      <button type="button" onClick={() => onSort(index)} className={cn("inline-flex h-8 items-center gap-1 px-4 text-xs whitespace-nowrap text-ink-soft hover:text-ink focus-visible:-outline-offset-2", index >= 0 && "flex-row-reverse")}>
        {label}
        {isSorted && <Arrow className="size-3" aria-hidden />}
      </button>
    </th>
  );
}

function Line({ row, sheet }: { row: Row; sheet: Sheet }) {
  return (
    <tr className="border-b last:border-b-0 hover:bg-hover">
      <th scope="row" className="h-9 max-w-72 truncate px-4 text-left font-normal">
        {row.href ? <Link href={row.href} className="rounded text-accent-text hover:underline">{row.label}</Link> : row.label}
      </th>
      {sheet.columns.map((column, index) => <Cell key={column.id} value={row.values[index] ?? null} format={column.format} />)}
    </tr>
  );
}

function Cell({ value, format }: { value: number | null; format: (value: number) => string }) {
  return <td className="numbers px-4 text-right whitespace-nowrap">{value === null ? <span className="text-ink-faint">–</span> : format(value)}</td>;
}

function nextOrder(now: Order, column: number): Order {
  const beginsDescending = column >= 0;
  if (now?.column !== column) return { column, isDescending: beginsDescending };
  return now.isDescending === beginsDescending ? { column, isDescending: !beginsDescending } : undefined;
}
