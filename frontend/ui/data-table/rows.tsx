"use client";

import { type Table, flexRender } from "@tanstack/react-table";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useRef } from "react";
import type { PagedRows } from "@/lib/pages";
import { cn } from "@/lib/cn";
import { Skeleton } from "../skeleton";
import { useRowKeys } from "./row-keys";

const ROW_PX = 44;
const OVERSCAN = 12;
const LOAD_AHEAD = 15;
const SKELETON_ROWS = 8;

interface TableRowsProps<Row> {
  table: Table<Row>;
  list: PagedRows<Row>;
  label: string;
  onOpen: ((row: Row) => void) | undefined;
}

export function TableRows<Row>({ table, list, label, onOpen }: TableRowsProps<Row>) {
  const scroller = useRef<HTMLDivElement>(null);
  const rows = table.getRowModel().rows;
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: OVERSCAN,
  });
  const shown = virtualizer.getVirtualItems();
  const lastShown = shown.at(-1)?.index ?? 0;
  const keys = useRowKeys({
    count: rows.length,
    scrollTo: (index) => virtualizer.scrollToIndex(index),
    open: (index) => rows[index] && onOpen?.(rows[index].original),
  });

  const { hasMore, loadMore, error } = list;
  useEffect(() => {
    if (hasMore && !error && rows.length > 0 && lastShown >= rows.length - LOAD_AHEAD) loadMore();
  }, [hasMore, error, lastShown, rows.length, loadMore]);

  const before = shown[0]?.start ?? 0;
  const after = virtualizer.getTotalSize() - (shown.at(-1)?.end ?? 0);
  const columns = table.getVisibleLeafColumns().length;

  return (
    <div ref={scroller} className="max-h-[calc(100dvh-13rem)] overflow-auto overscroll-contain">
      <table className="w-full border-separate border-spacing-0 text-left text-sm" aria-label={label} aria-rowcount={hasMore ? -1 : rows.length} aria-busy={list.isLoading}>
        <TableHead table={table} />
        {/* The rows are what has the focus; one listener serves them all. */}
        {/* eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions */}
        <tbody ref={keys.body} onKeyDown={keys.onKeyDown}>
          {list.isLoading && <SkeletonRows columns={columns} />}
          <Spacer height={before} columns={columns} />
          {shown.map(({ index }) => {
            const row = rows[index];
            return (
              row && (
                <tr
                  key={row.id}
                  aria-rowindex={index + 1}
                  data-row={index}
                  tabIndex={index === keys.current ? 0 : -1}
                  onFocus={() => keys.setCurrent(index)}
                  onClick={onOpen && (() => onOpen(row.original))}
                  className="group h-11 hover:bg-hover focus-visible:-outline-offset-2"
                >
                  {row.getVisibleCells().map((cell) => (
                    <td
                      key={cell.id}
                      className={cn("max-w-96 truncate border-b px-3 first:pl-4 last:pr-11", alignment(cell.column.columnDef.meta?.align), cell.column.columnDef.meta?.className)}
                    >
                      {flexRender(cell.column.columnDef.cell, cell.getContext())}
                    </td>
                  ))}
                </tr>
              )
            );
          })}
          <Spacer height={after} columns={columns} />
        </tbody>
      </table>
    </div>
  );
}

function TableHead<Row>({ table }: { table: Table<Row> }) {
  return (
    <thead>
      {table.getHeaderGroups().map((group) => (
        <tr key={group.id}>
          {group.headers.map((header) => (
            <th
              key={header.id}
              scope="col"
              className={cn(
                "sticky top-0 z-10 h-9 border-b bg-surface px-3 text-xs font-medium whitespace-nowrap text-ink-soft first:pl-4 last:pr-11",
                alignment(header.column.columnDef.meta?.align),
                header.column.columnDef.meta?.className,
              )}
            >
              {flexRender(header.column.columnDef.header, header.getContext())}
            </th>
          ))}
        </tr>
      ))}
    </thead>
  );
}

function alignment(align: "left" | "right" | undefined): string {
  return align === "right" ? "text-right numbers" : "text-left";
}

/** Stands for the rows that are not drawn. */
function Spacer({ height, columns }: { height: number; columns: number }) {
  if (height <= 0) return null;
  return (
    <tr aria-hidden>
      <td colSpan={columns} style={{ height }} />
    </tr>
  );
}

function SkeletonRows({ columns }: { columns: number }) {
  return Array.from({ length: SKELETON_ROWS }, (_, row) => (
    <tr key={row} aria-hidden className="h-11">
      {Array.from({ length: columns }, (_each, column) => (
        <td key={column} className="border-b px-3 first:pl-4">
          <Skeleton className={column === 0 ? "h-3.5 w-40" : "h-3.5 w-20"} />
        </td>
      ))}
    </tr>
  ));
}
