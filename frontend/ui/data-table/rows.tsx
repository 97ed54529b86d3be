"use client";

import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useRef } from "react";
import type { PagedRows } from "@/lib/pages";
import { cn } from "@/lib/cn";
import type { ColumnDef } from "./columns";
import { SkeletonRows, TableHead, alignment } from "./head";
import { useRowKeys } from "./row-keys";

const ROW_PX = 44;
const OVERSCAN = 12;
const LOAD_AHEAD = 15;

interface TableRowsProps<Row> {
  columns: readonly ColumnDef<Row>[];
  list: PagedRows<Row>;
  rowId: (row: Row) => string;
  label: string;
  onOpen: ((row: Row) => void) | undefined;
}

export function TableRows<Row>({ columns, list, rowId, label, onOpen }: TableRowsProps<Row>) {
  const scroller = useRef<HTMLDivElement>(null);
  const { rows } = list;
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
    open: (index) => rows[index] && onOpen?.(rows[index]),
  });

  const { hasMore, loadMore, error } = list;
  useEffect(() => {
    if (hasMore && !error && rows.length > 0 && lastShown >= rows.length - LOAD_AHEAD) loadMore();
  }, [hasMore, error, lastShown, rows.length, loadMore]);

  const before = shown[0]?.start ?? 0;
  const after = virtualizer.getTotalSize() - (shown.at(-1)?.end ?? 0);

  return (
    <div ref={scroller} className="max-h-[calc(100dvh-13rem)] overflow-auto overscroll-contain">
      <table className="w-full border-separate border-spacing-0 text-left text-sm" aria-label={label} aria-rowcount={hasMore ? -1 : rows.length} aria-busy={list.isLoading}>
        <TableHead columns={columns} />
        {/* The rows are what has the focus; one listener serves them all. */}
        {/* eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions */}
        <tbody ref={keys.body} onKeyDown={keys.onKeyDown}>
          {list.isLoading && <SkeletonRows count={columns.length} />}
          <Spacer height={before} columns={columns.length} />
          {shown.map(({ index }) => {
            const row = rows[index];
            return (
              row && (
                <tr
                  key={rowId(row)}
                  aria-rowindex={index + 1}
                  data-row={index}
                  tabIndex={index === keys.current ? 0 : -1}
                  onFocus={() => keys.setCurrent(index)}
                  onClick={onOpen && (() => onOpen(row))}
                  className="group h-11 hover:bg-hover focus-visible:-outline-offset-2"
                >
                  {columns.map((column) => (
                    <td
                      key={column.id}
                      className={cn("max-w-96 truncate border-b px-3 first:pl-4 last:pr-11", alignment(column.meta?.align), column.meta?.className)}
                    >
                      {column.cell({ row: { original: row } })}
                    </td>
                  ))}
                </tr>
              )
            );
          })}
          <Spacer height={after} columns={columns.length} />
        </tbody>
      </table>
    </div>
  );
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
