"use client";

import { ChevronsRight, LoaderCircle, Pause, Play, RotateCcw, RotateCw } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useMemo, useState } from "react";
import { Banner } from "@/ui/banner";
import { Button } from "@/ui/button";
import { clock } from "@/ui/duration";
import { IconButton } from "@/ui/icon-button";
import { Select } from "@/ui/select";
import { type Player, RATES } from "../audio/player";
import type { PeaksReader } from "../audio/reader";
import { type Line, gapsOf } from "../conversation";
import { usePlayerKeys } from "../hooks/use-player-keys";
import { useMoment, usePeaksVersion, usePlayerState } from "../hooks/use-recording";
import { type Mark, Waveform } from "./waveform";

interface PlayerCardProps {
  player: Player;
  reader: PeaksReader | undefined;
  lines: readonly Line[];
  marks?: readonly Mark[];
  /** What the record says; the recording knows better once it is read. */
  durationMs: number;
}

const SKIP_MS = 10_000;
const PAUSE_MS = 1_500;
const ZOOMS = ["all", "600", "120", "30"] as const;
const NO_MARKS: readonly Mark[] = [];

export function PlayerCard({ player, reader, lines, marks = NO_MARKS, durationMs: recorded }: PlayerCardProps) {
  const t = useTranslations("calls.player");
  const state = usePlayerState(player);
  usePeaksVersion(reader);
  usePlayerKeys(player);
  const durationMs = reader?.peaks?.durationMs ?? recorded;
  const [zoom, setZoom] = useState<(typeof ZOOMS)[number]>("all");
  const spanMs = zoom === "all" ? durationMs : Math.min(Number(zoom) * 1000, durationMs);
  const page = useMoment(player, (now) => Math.min(Math.floor(now / spanMs), Math.max(Math.ceil(durationMs / spanMs) - 1, 0)));
  const sight = useMemo(() => ({ fromMs: page * spanMs, toMs: Math.min((page + 1) * spanMs, durationMs) }), [page, spanMs, durationMs]);

  useEffect(() => reader?.show(sight.fromMs, sight.toMs), [reader, sight, reader?.peaks]);
  useEffect(() => player.know(durationMs, gapsOf(lines, durationMs, PAUSE_MS)), [player, lines, durationMs]);

  const share = reader?.peaks?.share ?? 0;
  return (
    <section aria-label={t("title")} className="rounded-xl bg-surface p-4 shadow-lift ring-1 ring-line">
      {state.hasFailed && <Banner tone="bad" className="mb-3">{t("failed")}</Banner>}
      <div className="flex gap-3">
        <div className="flex h-24 w-14 shrink-0 flex-col justify-around text-xs text-ink-faint">
          <span>{t("caller")}</span>
          <span>{t("agent")}</span>
        </div>
        <div className="min-w-0 flex-1">
          <Waveform player={player} reader={reader} lines={lines} marks={marks} durationMs={durationMs} sight={sight} />
          <div className="numbers mt-1 flex justify-between text-2xs text-ink-faint"><span>{clock(sight.fromMs)}</span><span>{clock(sight.toMs)}</span></div>
        </div>
      </div>
      <div className="mt-2 flex flex-wrap items-center gap-x-3 gap-y-2">
        <div className="flex items-center gap-1">
          <IconButton icon={RotateCcw} label={t("back")} keys="J" onClick={() => player.skip(-SKIP_MS)} />
          <Button variant="primary" size="lg" className="w-10 rounded-full px-0" aria-label={state.isPlaying ? t("pause") : t("play")} onClick={() => player.toggle()}>
            {state.isWaiting && state.isPlaying ? <LoaderCircle className="animate-spin" aria-hidden /> : state.isPlaying ? <Pause aria-hidden /> : <Play className="translate-x-px" aria-hidden />}
          </Button>
          <IconButton icon={RotateCw} label={t("forward")} keys="L" onClick={() => player.skip(SKIP_MS)} />
        </div>
        <Position player={player} durationMs={durationMs} />
        <span className="flex-1" />
        {reader?.peaks && share < 1 && <span className="numbers text-xs text-ink-faint">{reader.isWhole ? t("reading", { percent: Math.floor(share * 100) }) : zoom === "all" ? t("tooLong") : t("readingSight")}</span>}
        {reader?.error !== undefined && <span className="text-xs text-ink-faint">{t("noPicture")}</span>}
        <Button variant={state.skipsSilence ? "secondary" : "ghost"} size="sm" aria-pressed={state.skipsSilence} onClick={() => player.setSkipsSilence(!state.skipsSilence)}>
          <ChevronsRight aria-hidden />{t("skipSilence")}
        </Button>
        <Select aria-label={t("speed")} className="h-7 w-20 max-sm:w-16" value={String(state.rate)} onChange={(rate) => player.setRate(Number(rate))} options={RATES.map((rate) => ({ value: String(rate), label: `${rate}×` }))} />
        {durationMs > 60_000 && (
          <Select aria-label={t("zoom")} className="h-7 w-28" value={zoom} onChange={setZoom} options={ZOOMS.filter((each) => each === "all" || Number(each) * 1000 < durationMs).map((each) => ({ value: each, label: t(`zooms.${each}`) }))} />
        )}
      </div>
    </section>
  );
}

function Position({ player, durationMs }: { player: Player; durationMs: number }) {
  const seconds = useMoment(player, (now) => Math.floor(now / 1000));
  return <span className="numbers text-sm"><span className="font-medium">{clock(seconds * 1000)}</span><span className="text-ink-faint"> / {clock(durationMs)}</span></span>;
}
