"use client";

import { useVirtualizer } from "@tanstack/react-virtual";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { memo, useCallback, useRef } from "react";
import { Contact, DirectionIcon } from "@/features/calls/components/facts";
import { Milliseconds } from "@/ui/duration";
import { useRowKeys } from "@/ui/data-table/row-keys";
import type { LiveCall } from "../api/live";
import { Elapsed, Marks, TalkState } from "./marks";

const ROW_PX = 36;
const OVERSCAN = 10;
const COLUMNS = ["contact", "agent", "node", "state", "attention", "lastLine", "turns", "response", "elapsed"] as const;
const CLASSES: Partial<Record<(typeof COLUMNS)[number], string>> = {
  agent: "hidden sm:table-cell", node: "hidden lg:table-cell", state: "hidden min-[30rem]:table-cell", lastLine: "hidden xl:table-cell w-full max-w-0",
  turns: "hidden lg:table-cell text-right", response: "hidden md:table-cell text-right", elapsed: "text-right",
};

/** The dense view: a line for each call, for who watches many. */
export function WallTable({ calls }: { calls: readonly LiveCall[] }) {
  const t = useTranslations("live");
  const router = useRouter();
  const scroller = useRef<HTMLDivElement>(null);
  const virtualizer = useVirtualizer({ count: calls.length, getScrollElement: () => scroller.current, estimateSize: () => ROW_PX, overscan: OVERSCAN });
  const shown = virtualizer.getVirtualItems();
  const open = useCallback((callId: string) => router.push(`/live/${callId}`), [router]);
  const keys = useRowKeys({ count: calls.length, scrollTo: (index) => virtualizer.scrollToIndex(index), open: (index) => calls[index] && open(calls[index].call_id) });
  const before = shown[0]?.start ?? 0;
  const after = virtualizer.getTotalSize() - (shown.at(-1)?.end ?? 0);

  return (
    <div ref={scroller} className="max-h-[calc(100dvh-13.5rem)] min-h-40 overflow-auto overscroll-contain rounded-xl bg-surface shadow-lift ring-1 ring-line">
      <table className="w-full border-separate border-spacing-0 text-left text-sm" aria-label={t("title")} aria-rowcount={calls.length}>
        <thead>
          <tr>{COLUMNS.map((column) => <th key={column} scope="col" className={`sticky top-0 z-10 h-8 border-b bg-surface px-3 text-xs font-medium whitespace-nowrap text-ink-soft ${CLASSES[column] ?? ""}`}>{t(`columns.${column}`)}</th>)}</tr>
        </thead>
        {/* The rows are what has the focus; one listener serves them all. */}
        {/* eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions */}
        <tbody ref={keys.body} onKeyDown={keys.onKeyDown}>
          {before > 0 && <tr aria-hidden><td colSpan={COLUMNS.length} style={{ height: before }} /></tr>}
          {shown.map(({ index }) => calls[index] && <Row key={calls[index].call_id} call={calls[index]} index={index} isCurrent={index === keys.current} open={open} focus={keys.setCurrent} />)}
          {after > 0 && <tr aria-hidden><td colSpan={COLUMNS.length} style={{ height: after }} /></tr>}
        </tbody>
      </table>
    </div>
  );
}

interface RowProps {
  call: LiveCall;
  index: number;
  isCurrent: boolean;
  open: (callId: string) => void;
  focus: (index: number) => void;
}

const CELL = "max-w-64 truncate border-b px-3";

/** Drawn again only when its own call has changed. */
const Row = memo(function Row({ call, index, isCurrent, open, focus }: RowProps) {
  return (
    <tr data-row={index} aria-rowindex={index + 1} tabIndex={isCurrent ? 0 : -1} onFocus={() => focus(index)} onClick={() => open(call.call_id)} className="h-9 hover:bg-hover focus-visible:-outline-offset-2">
      <td className={CELL}><span className="flex items-center gap-2"><DirectionIcon direction={call.direction} /><Contact call={call} className="font-medium" /></span></td>
      <td className={`${CELL} ${CLASSES.agent}`}>{call.agent_name || call.agent_id}</td>
      <td className={`${CELL} text-ink-soft ${CLASSES.node}`}>{call.node_title}</td>
      <td className={`${CELL} ${CLASSES.state}`}><TalkState call={call} /></td>
      <td className={CELL}><span className="flex items-center gap-1"><Marks call={call} isShort /></span></td>
      <td className={`truncate border-b px-3 text-ink-soft ${CLASSES.lastLine}`} dir="auto">{call.last_line?.text}</td>
      <td className={`numbers ${CELL} ${CLASSES.turns}`}>{call.turns}</td>
      <td className={`${CELL} ${CLASSES.response}`}><Milliseconds value={call.response_ms} /></td>
      <td className={`${CELL} ${CLASSES.elapsed}`}><Elapsed since={call.started_at} /></td>
    </tr>
  );
});
