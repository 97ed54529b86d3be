"use client";

import { type Range, defaultRangeExtractor, useVirtualizer } from "@tanstack/react-virtual";
import { Fragment, useCallback, useEffect, useRef } from "react";
import type { PagedRows } from "@/lib/pages";
import type { ColumnDef } from "./columns";
import { SkeletonRows, TableHead } from "./head";
import { usePlace } from "./place";
import { TableRow } from "./row";
import { useRowKeys } from "./row-keys";

const ROW_PX = 44;
/** Of the head, which stays above the rows. */
const HEAD_PX = 36;
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

  return (
    <div ref={scroller} className="max-h-[calc(100dvh-13rem)] overflow-auto overscroll-contain [overflow-anchor:none]">
      <table className="w-full border-separate border-spacing-0 text-left text-sm" aria-label={label} aria-rowcount={hasMore ? -1 : rows.length} aria-busy={list.isLoading}>
        <TableHead columns={columns} />
        {/* The rows are what has the focus; one listener serves them all. */}
        {/* eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions */}
        <tbody ref={keys.body} onKeyDown={keys.onKeyDown} onClick={(event) => open(rowAt(event))} onFocus={(event) => keys.setCurrent(rowAt(event))}>
          {list.isLoading && <SkeletonRows count={columns.length} />}
          {shown.map(({ index, start }, place) => {
            const row = rows[index];
            if (!row) return null;
            return (
              <Fragment key={rowId(row)}>
                <Spacer height={start - (shown[place - 1]?.end ?? 0)} columns={columns.length} />
                <TableRow row={row} index={index} columns={columns as readonly ColumnDef<unknown>[]} isCurrent={index === current} />
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

/** Stands for the rows that are not drawn. */
function Spacer({ height, columns }: { height: number; columns: number }) {
  if (height <= 0) return null;
  return (
    <tr aria-hidden>
      <td colSpan={columns} style={{ height }} />
    </tr>
  );
}
