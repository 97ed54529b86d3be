"use client";

import { type ColumnMeta, type Table, flexRender } from "@tanstack/react-table";
import { type Range, defaultRangeExtractor, useVirtualizer } from "@tanstack/react-virtual";
import { ArrowDown, ArrowUp } from "lucide-react";
import { Fragment, type ReactNode, useCallback, useEffect, useRef } from "react";
import type { PagedRows } from "@/lib/pages";
import { cn } from "@/lib/cn";
import { Skeleton } from "../skeleton";
import { usePlace } from "./place";
import { TableRow, alignment } from "./row";
import { useRowKeys } from "./row-keys";

const ROW_PX = 44;
/** Of the head, which stays above the rows. */
const HEAD_PX = 36;
const OVERSCAN = 12;
const LOAD_AHEAD = 15;
const SKELETON_ROWS = 8;

interface TableRowsProps<Row> {
  table: Table<Row>;
  list: PagedRows<Row>;
  rowId: (row: Row) => string;
  label: string;
  onOpen: ((row: Row) => void) | undefined;
}

export function TableRows<Row>({ table, list, rowId, label, onOpen }: TableRowsProps<Row>) {
  const scroller = useRef<HTMLDivElement>(null);
  const { rows, hasMore, loadMore, error } = list;
  const place = usePlace(scroller, label);
  const open = (index: number) => rows[index] && onOpen?.(rows[index]);
  const keys = useRowKeys({ count: rows.length, scrollTo: (index) => bringIntoSight(scroller.current, index), open });
  const { current } = keys;
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: OVERSCAN,
    rangeExtractor: useCallback((range: Range) => withCurrent(range, current), [current]),
    initialOffset: rows.length > 0 ? place : 0,
  });
  const shown = virtualizer.getVirtualItems();
  const lastShown = virtualizer.range?.endIndex ?? 0;

  useEffect(() => {
    if (hasMore && !error && rows.length > 0 && lastShown >= rows.length - LOAD_AHEAD) loadMore();
  }, [hasMore, error, lastShown, rows.length, loadMore]);

  const after = virtualizer.getTotalSize() - (shown.at(-1)?.end ?? 0);
  const columns = table.getVisibleLeafColumns();

  return (
    <div ref={scroller} className="max-h-[calc(100dvh-13rem)] overflow-auto overscroll-contain [overflow-anchor:none]">
      <table className="w-full border-separate border-spacing-0 text-left text-sm" aria-label={label} aria-rowcount={hasMore ? -1 : rows.length} aria-busy={list.isLoading}>
        <TableHead table={table} />
        {/* The rows are what has the focus; one listener serves them all. */}
        {/* eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions */}
        <tbody ref={keys.body} onKeyDown={keys.onKeyDown} onClick={(event) => open(rowAt(event))} onFocus={(event) => keys.setCurrent(rowAt(event))}>
          {list.isLoading && <SkeletonRows columns={columns.length} />}
          {shown.map(({ index, start }, place) => {
            const row = rows[index];
            if (!row) return null;
            const id = rowId(row);
            return (
              <Fragment key={id}>
                <Spacer height={start - (shown[place - 1]?.end ?? 0)} columns={columns.length} />
                <TableRow table={table as Table<unknown>} id={id} row={row} index={index} columns={columns} isCurrent={index === current} />
              </Fragment>
            );
          })}
          <Spacer height={after} columns={columns.length} />
        </tbody>
      </table>
    </div>
  );
}

/** As far as it takes for a row to be seen whole. */
function bringIntoSight(box: HTMLElement | null, index: number): void {
  if (!box) return;
  const [top, bottom] = [index * ROW_PX, HEAD_PX + (index + 1) * ROW_PX - box.clientHeight];
  if (box.scrollTop > top) box.scrollTo({ top });
  else if (box.scrollTop < bottom) box.scrollTo({ top: bottom });
}

/** The row that has the focus stays, wherever one scrolls: the keys would be lost with it. */
function withCurrent(range: Range, current: number): number[] {
  const indexes = defaultRangeExtractor(range);
  if (current >= range.count || indexes.includes(current)) return indexes;
  return [...indexes, current].sort((one, other) => one - other);
}

/** The index of the row in which something happened; -1 for what only React has in it, such as a menu. */
function rowAt({ target }: { target: EventTarget }): number {
  return Number((target instanceof Element && target.closest("tr")?.dataset.row) || -1);
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
              aria-sort={orderOf(header.column.columnDef.meta?.order)}
              className={cn(
                "sticky top-0 z-10 h-9 border-b bg-surface px-2 text-xs font-medium whitespace-nowrap text-ink-soft first:pl-4 last:pr-4 sm:px-3 sm:first:pl-4 sm:last:pr-11",
                alignment(header.column.columnDef.meta?.align),
                header.column.columnDef.meta?.className,
              )}
            >
              <Ordering order={header.column.columnDef.meta?.order}>{flexRender(header.column.columnDef.header, header.getContext())}</Ordering>
            </th>
          ))}
        </tr>
      ))}
    </thead>
  );
}

type Order = NonNullable<ColumnMeta<unknown, unknown>["order"]>;

function orderOf(order: Order | undefined): "ascending" | "descending" | undefined {
  return order && (order.isAscending ? "ascending" : "descending");
}

/** A head that one presses to turn the list round. */
function Ordering({ order, children }: { order: Order | undefined; children: ReactNode }) {
  if (!order) return children;
  const Arrow = order.isAscending ? ArrowUp : ArrowDown;
  return <button type="button" onClick={order.onChange} className="inline-flex items-center gap-1 rounded hover:text-ink">{children}<Arrow className="size-3.5" aria-hidden /></button>;
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
