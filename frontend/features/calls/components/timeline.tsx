"use client";

import { useVirtualizer } from "@tanstack/react-virtual";
import { useTranslations } from "next-intl";
import { useMemo, useRef } from "react";
import { Badge, type Tone } from "@/ui/badge";
import { clock } from "@/ui/duration";
import { cn } from "@/lib/cn";
import type { CallEvent } from "../api/calls";
import type { Player } from "../audio/player";
import { useEventWords } from "../hooks/use-event-words";
import { type EventGroup, GROUPS, isInGroup, kindOf, toneOf } from "../timeline";

interface TimelineProps {
  events: readonly CallEvent[];
  group: EventGroup;
  onGroup: (group: EventGroup) => void;
  player?: Player;
  className?: string;
}

const ROW_PX = 40;
const OVERSCAN = 10;
const DOTS: Record<Tone, string> = { neutral: "bg-line-strong", accent: "bg-accent", good: "bg-good", warn: "bg-warn", bad: "bg-bad" };

/** Everything that happened, in order. */
export function Timeline({ events, group, onGroup, player, className }: TimelineProps) {
  const t = useTranslations("calls.timeline");
  const words = useEventWords();
  const scroller = useRef<HTMLDivElement>(null);
  const shown = useMemo(() => events.filter((event) => isInGroup(kindOf(event), group)), [events, group]);
  const virtualizer = useVirtualizer({
    count: shown.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: OVERSCAN,
    getItemKey: (index) => shown[index]?.sequence ?? index,
  });

  return (
    <div className="flex min-h-0 flex-col gap-3">
      <div className="flex flex-wrap gap-1.5 px-4" role="group" aria-label={t("show")}>
        {GROUPS.map((each) => (
          <button key={each} type="button" aria-pressed={each === group} onClick={() => onGroup(each)} className="rounded-full">
            <Badge tone={each === group ? "accent" : "neutral"}>{t(`groups.${each}`)}</Badge>
          </button>
        ))}
      </div>
      {/* Long: who has no wheel scrolls with the keys. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div ref={scroller} tabIndex={0} role="region" aria-label={t("title")} className={cn("relative overflow-y-auto overscroll-contain px-4 pb-4 focus-visible:-outline-offset-2", className)}>
        {shown.length === 0 && <p className="py-8 text-center text-ink-faint">{t("none")}</p>}
        <ol className="relative" style={{ height: virtualizer.getTotalSize() }}>
          {virtualizer.getVirtualItems().map((item) => {
            const event = shown[item.index];
            if (!event) return null;
            const kind = kindOf(event);
            const { title, detail } = words(event);
            const at = Number(event.offset_ms);
            return (
              <li key={item.key} ref={virtualizer.measureElement} data-index={item.index} className="absolute inset-x-0 top-0 grid grid-cols-[3.25rem_0.75rem_1fr] gap-x-2 pb-2.5" style={{ transform: `translateY(${item.start}px)` }}>
                {player ? (
                  <button type="button" onClick={() => player.seek(at)} className="numbers text-right text-xs text-ink-faint hover:text-ink hover:underline">{clock(at)}</button>
                ) : (
                  <span className="numbers text-right text-xs text-ink-faint">{clock(at)}</span>
                )}
                <span className="relative flex justify-center before:absolute before:top-4 before:-bottom-3 before:w-px before:bg-line" aria-hidden>
                  <span className={cn("mt-1.5 size-2 rounded-full", DOTS[kind ? toneOf(kind) : "neutral"])} />
                </span>
                <div className="min-w-0">
                  <p className="text-xs font-medium text-ink-soft">{title}</p>
                  {detail && <p dir="auto" className="line-clamp-3 text-sm break-words">{detail}</p>}
                </div>
              </li>
            );
          })}
        </ol>
      </div>
    </div>
  );
}
