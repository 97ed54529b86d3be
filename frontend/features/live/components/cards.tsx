"use client";

import { useVirtualizer } from "@tanstack/react-virtual";
import Link from "next/link";
import { useLocale, useTranslations } from "next-intl";
import { type KeyboardEvent, memo, useEffect, useRef, useState } from "react";
import { Contact, DirectionIcon, languageName } from "@/features/calls/components/facts";
import { cn } from "@/lib/cn";
import { Milliseconds } from "@/ui/duration";
import type { LiveCall } from "../api/live";
import { attentionOf } from "../wall";
import { Elapsed, Marks, TalkState } from "./marks";

const CARD_PX = 172;
const GAP_PX = 12;
const LEAST_WIDTH_PX = 270;
const OVERSCAN = 2;

/** Cards in as many columns as there is room for; only what is seen is drawn, arrow keys walk through them. */
export function Cards({ calls }: { calls: readonly LiveCall[] }) {
  const t = useTranslations("live");
  const scroller = useRef<HTMLDivElement>(null);
  const columns = useColumns(scroller);
  const rows = Math.ceil(calls.length / columns);
  const virtualizer = useVirtualizer({ count: rows, getScrollElement: () => scroller.current, estimateSize: () => CARD_PX + GAP_PX, overscan: OVERSCAN });

  function onKeyDown(event: KeyboardEvent) {
    const at = Number((event.target as HTMLElement).closest<HTMLElement>("[data-card]")?.dataset.card ?? "-1");
    const by: Partial<Record<string, number>> = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: columns, ArrowUp: -columns };
    const step = by[event.key];
    if (at < 0 || step === undefined) return;
    event.preventDefault();
    const next = Math.min(Math.max(at + step, 0), calls.length - 1);
    virtualizer.scrollToIndex(Math.floor(next / columns));
    requestAnimationFrame(() => scroller.current?.querySelector<HTMLElement>(`[data-card="${next}"] a`)?.focus({ preventScroll: true }));
  }

  return (
    // The cards have the focus; one listener serves them all.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <div ref={scroller} role="list" aria-label={t("title")} onKeyDown={onKeyDown} className="-m-1 max-h-[calc(100dvh-13.5rem)] min-h-96 overflow-y-auto overscroll-contain p-1">
      <div className="relative" style={{ height: virtualizer.getTotalSize() }}>
        {virtualizer.getVirtualItems().map((row) => (
          <div key={row.key} role="presentation" className="absolute inset-x-0 top-0 grid gap-3" style={{ transform: `translateY(${row.start}px)`, gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))` }}>
            {calls.slice(row.index * columns, (row.index + 1) * columns).map((call, index) => <Card key={call.call_id} call={call} index={row.index * columns + index} />)}
          </div>
        ))}
      </div>
    </div>
  );
}

function useColumns(scroller: React.RefObject<HTMLDivElement | null>): number {
  const [columns, setColumns] = useState(1);
  useEffect(() => {
    if (!scroller.current) return;
    const sizes = new ResizeObserver(([entry]) => entry && setColumns(Math.max(Math.floor((entry.contentRect.width + GAP_PX) / (LEAST_WIDTH_PX + GAP_PX)), 1)));
    sizes.observe(scroller.current);
    return () => sizes.disconnect();
  }, [scroller]);
  return columns;
}

const Card = memo(function Card({ call, index }: { call: LiveCall; index: number }) {
  const t = useTranslations("live.card");
  const locale = useLocale();
  const [gravest] = attentionOf(call);
  return (
    <div role="listitem" data-card={index} className="h-[172px]">
      <Link
        href={`/live/${call.call_id}`}
        prefetch={false}
        className={cn(
          "flex h-full flex-col rounded-xl bg-surface p-3.5 shadow-lift ring-1 ring-line transition-colors hover:bg-raised hover:ring-line-strong",
          gravest === "mediaLost" && "ring-bad",
          gravest === "operator" && "ring-accent",
          (gravest === "slow" || gravest === "failover" || gravest === "bargeIns") && "ring-warn/60",
        )}
      >
        <div className="flex items-center gap-2">
          <DirectionIcon direction={call.direction} />
          <Contact call={call} className="min-w-0 flex-1 truncate font-medium" />
          <Elapsed since={call.started_at} className="text-xs text-ink-soft" />
        </div>
        <p className="mt-1 truncate text-xs text-ink-soft">
          {call.agent_name || call.agent_id}
          {call.node_title && <span className="text-ink-faint"> · {call.node_title}</span>}
        </p>
        <p className="mt-2 line-clamp-2 min-h-10 flex-1 text-sm" dir="auto" lang={call.language || undefined}>
          {call.last_line ? (
            <><span className="text-2xs font-medium text-ink-faint uppercase">{call.last_line.speaker === "SPEAKER_CALLER" ? t("caller") : t("agent")}</span> {call.last_line.text}</>
          ) : (
            <span className="text-ink-faint">{t("nothingSaid")}</span>
          )}
        </p>
        <div className="mt-2 flex h-5 flex-wrap items-center gap-1.5 overflow-hidden"><Marks call={call} /></div>
        <div className="mt-2 flex items-center gap-3 text-xs text-ink-faint">
          <TalkState call={call} />
          <span className="flex-1" />
          {call.language && <span className="truncate">{languageName(call.language, locale)}</span>}
          <span title={t("response")}><Milliseconds value={call.response_ms} /></span>
        </div>
      </Link>
    </div>
  );
});
