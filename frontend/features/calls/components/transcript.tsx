"use client";

import { useVirtualizer } from "@tanstack/react-virtual";
import { ArrowDown } from "lucide-react";
import { useTranslations } from "next-intl";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { Button } from "@/ui/button";
import { cn } from "@/lib/cn";
import type { Player } from "../audio/player";
import { type Entry, isLine, lastBegun } from "../conversation";
import { useMoment } from "../hooks/use-recording";
import { ActLine } from "./act-line";
import { TranscriptSearch } from "./transcript-search";
import { Utterance } from "./utterance";

interface TranscriptProps {
  entries: readonly Entry[];
  /** The name of a user who stepped in; absent where nobody is to be named. */
  nameOf?: (userId: string) => string;
  /** Present: words lead to their place in the recording, and the line that is played is marked. */
  player?: Player;
  /** The newest line is kept in sight, as long as one does not scroll back. */
  isLive?: boolean;
  className?: string;
}

const LINE_PX = 64;
const OVERSCAN = 6;
const AT_END_PX = 48;
/** Fewer are found by looking at them. */
const WORTH_SEARCHING = 12;

export function Transcript({ entries, nameOf, player, isLive = false, className }: TranscriptProps) {
  const t = useTranslations("calls.transcript");
  const scroller = useRef<HTMLDivElement>(null);
  const [isFollowing, setFollowing] = useState(true);
  const [found, setFound] = useState<string>();
  const virtualizer = useVirtualizer({
    count: entries.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => LINE_PX,
    overscan: OVERSCAN,
    getItemKey: (index) => entries[index]?.key ?? index,
  });
  const begins = useMemo(() => entries.map(({ startMs }) => ({ startMs })), [entries]);
  const played = useMoment(player, (now) => (now > 0 ? lastLine(entries, lastBegun(begins, now)) : -1));

  const toEnd = useCallback(() => virtualizer.scrollToIndex(entries.length - 1, { align: "end" }), [virtualizer, entries.length]);
  useEffect(() => {
    if (isLive && isFollowing && entries.length > 0) toEnd();
  }, [isLive, isFollowing, entries.length, toEnd]);
  useEffect(() => {
    if (!isLive && isFollowing && played >= 0 && player?.state.isPlaying) virtualizer.scrollToIndex(played, { align: "auto" });
  }, [isLive, isFollowing, played, player, virtualizer]);

  function onScroll() {
    const box = scroller.current;
    if (isLive && box) setFollowing(box.scrollHeight - box.scrollTop - box.clientHeight < AT_END_PX);
  }

  function find(index: number) {
    setFound(entries[index]?.key);
    setFollowing(false);
    if (index >= 0) virtualizer.scrollToIndex(index, { align: "center" });
  }

  return (
    <>
      {!isLive && entries.length >= WORTH_SEARCHING && <div className="px-4 pb-2"><TranscriptSearch entries={entries} onFind={find} /></div>}
      {player && <p className="px-4 pb-1 text-xs text-ink-faint">{t("approximate")}</p>}
      <div className="relative flex min-h-0 flex-col">
        {/* Long: who has no wheel scrolls with the keys. */}
        {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
        <div ref={scroller} tabIndex={0} role="log" aria-label={t("title")} aria-live="off" onScroll={onScroll} onWheel={() => !isLive && setFollowing(false)} className={cn("relative overflow-y-auto overscroll-contain rounded-md px-4 pb-4 focus-visible:-outline-offset-2", className)}>
          <ol className="relative w-full" style={{ height: virtualizer.getTotalSize() }}>
            {virtualizer.getVirtualItems().map((item) => {
              const entry = entries[item.index];
              return (
                entry && (
                  <li
                    key={item.key}
                    ref={virtualizer.measureElement}
                    data-index={item.index}
                    className="absolute inset-x-0 top-0 pt-3"
                    style={{ transform: `translateY(${item.start}px)` }}
                  >
                    {isLine(entry) ? <Utterance line={entry} player={player} isPlayed={item.index === played} isFound={entry.key === found} /> : <ActLine act={entry} nameOf={nameOf} player={player} />}
                  </li>
                )
              );
            })}
          </ol>
        </div>
        {!isFollowing && (isLive || player) && (
          <Button size="sm" className="absolute bottom-3 left-1/2 -translate-x-1/2 bg-raised" onClick={() => { setFollowing(true); if (isLive) toEnd(); else if (played >= 0) virtualizer.scrollToIndex(played, { align: "center" }); }}>
            <ArrowDown aria-hidden />{isLive ? t("toNewest") : t("follow")}
          </Button>
        )}
      </div>
    </>
  );
}

/** The utterance at or before an entry: what is done between two of them is not heard. */
function lastLine(entries: readonly Entry[], index: number): number {
  return entries.findLastIndex((entry, at) => at <= index && isLine(entry));
}
