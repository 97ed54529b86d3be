"use client";

import { useVirtualizer } from "@tanstack/react-virtual";
import { useTranslations } from "next-intl";
import { useMemo, useRef } from "react";
import { Milliseconds } from "@/ui/duration";
import { cn } from "@/lib/cn";
import type { TurnTimes } from "../api/calls";
import { SHARES, type Share, percentile, scaleOf, sharesOf } from "../latency";

const ROW_PX = 28;
const OVERSCAN = 12;
const COLOURS: Record<Share, string> = {
  wait: "bg-line-strong",
  recognizer: "bg-accent",
  model: "bg-good",
  synthesizer: "bg-warn",
  platform: "bg-bad",
};

/** A bar for every turn: where the time went until the caller heard an answer. */
export function Latency({ turns, className }: { turns: readonly TurnTimes[]; className?: string }) {
  const t = useTranslations("calls.latency");
  const scroller = useRef<HTMLDivElement>(null);
  const scale = useMemo(() => scaleOf(turns), [turns]);
  const times = useMemo(() => turns.map((turn) => turn.first_byte_ms), [turns]);
  const virtualizer = useVirtualizer({ count: turns.length, getScrollElement: () => scroller.current, estimateSize: () => ROW_PX, overscan: OVERSCAN });
  if (turns.length === 0) return <p className="px-4 py-8 text-center text-ink-faint">{t("none")}</p>;
  const shown = virtualizer.getVirtualItems();
  const before = shown[0]?.start ?? 0;
  const after = virtualizer.getTotalSize() - (shown.at(-1)?.end ?? 0);

  return (
    <div className="flex min-h-0 flex-col gap-3">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-1.5 px-4 text-xs text-ink-soft">
        <span>{t("median")} <b className="font-semibold text-ink"><Milliseconds value={percentile(times, 50)} /></b></span>
        <span>{t("p95")} <b className="font-semibold text-ink"><Milliseconds value={percentile(times, 95)} /></b></span>
        <span className="flex-1" />
        {SHARES.map((share) => <span key={share} className="flex items-center gap-1.5"><span className={cn("size-2 rounded-sm", COLOURS[share])} aria-hidden />{t(share)}</span>)}
      </div>
      {/* Long: who has no wheel scrolls with the keys. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div ref={scroller} tabIndex={0} role="region" aria-label={t("title")} className={cn("relative overflow-y-auto overscroll-contain px-4 pb-4 focus-visible:-outline-offset-2", className)}>
        <table className="w-full table-fixed border-separate border-spacing-0 text-xs" aria-label={t("title")} aria-rowcount={turns.length}>
          <colgroup><col className="w-9" /><col /><col className="w-20" /></colgroup>
          <thead className="sr-only"><tr><th scope="col">{t("turn")}</th><th scope="col">{t("shares")}</th><th scope="col">{t("total")}</th></tr></thead>
          <tbody>
            {before > 0 && <tr aria-hidden><td colSpan={3} style={{ height: before }} /></tr>}
            {shown.map(({ index }) => turns[index] && <Turn key={index} turn={turns[index]} scale={scale} index={index} />)}
            {after > 0 && <tr aria-hidden><td colSpan={3} style={{ height: after }} /></tr>}
          </tbody>
        </table>
      </div>
    </div>
  );
}

function Turn({ turn, scale, index }: { turn: TurnTimes; scale: number; index: number }) {
  const t = useTranslations("calls.latency");
  const shares = sharesOf(turn);
  const words = SHARES.filter((share) => shares[share] > 0).map((share) => `${t(share)} ${Math.round(shares[share])} ms`).join(", ");
  return (
    <tr aria-rowindex={index + 1} className="h-7">
      <th scope="row" className="numbers pr-2 text-right font-normal text-ink-faint">{turn.turn}</th>
      <td title={words}>
        <span className="sr-only">{words}</span>
        <span className="flex h-3.5 w-full overflow-hidden rounded-sm bg-active" aria-hidden>
          {SHARES.map((share) => shares[share] > 0 && <span key={share} className={cn("h-full border-r border-surface last:border-r-0", COLOURS[share])} style={{ width: `${(shares[share] / scale) * 100}%` }} />)}
        </span>
      </td>
      <td className="pl-2 text-right whitespace-nowrap">
        <Milliseconds value={turn.first_byte_ms} />
        {turn.bridged && <span className="ml-1 text-ink-faint" title={t("bridged")}>*</span>}
      </td>
    </tr>
  );
}
