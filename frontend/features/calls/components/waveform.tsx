"use client";

import { useTranslations } from "next-intl";
import { type KeyboardEvent, type PointerEvent, useCallback, useEffect, useRef } from "react";
import { clock } from "@/ui/duration";
import type { Player } from "../audio/player";
import type { PeaksReader } from "../audio/reader";
import { usePeaksVersion } from "../hooks/use-recording";
import type { Line } from "../conversation";
import { type Colours, colours, drawWave } from "./draw-wave";

export interface Mark {
  atMs: number;
  tone: "warn" | "bad" | "accent";
}

export interface Sight {
  fromMs: number;
  toMs: number;
}

interface WaveformProps {
  player: Player;
  reader: PeaksReader | undefined;
  lines: readonly Line[];
  marks: readonly Mark[];
  durationMs: number;
  sight: Sight;
  className?: string;
}

const STEP_MS = 5_000;
const LEAP_MS = 30_000;

/** Both tracks, the caller above the agent; press to go there, arrow keys to move. */
export function Waveform({ player, reader, lines, marks, durationMs, sight, className }: WaveformProps) {
  const t = useTranslations("calls.player");
  const canvas = useRef<HTMLCanvasElement>(null);
  const slider = useRef<HTMLDivElement>(null);
  const head = useRef<HTMLDivElement>(null);
  const paint = useRef<Colours>(undefined);
  const version = usePeaksVersion(reader);
  const { fromMs, toMs } = sight;

  const draw = useCallback(() => {
    const board = canvas.current;
    if (!board) return;
    // They are read of the page's styles, which would be reckoned anew for every frame.
    paint.current ??= colours(board);
    drawWave(board, { peaks: reader?.peaks, lines, marks, sight: { fromMs, toMs }, playedMs: player.timeMs, colours: paint.current });
  }, [reader, lines, marks, fromMs, toMs, player]);

  const move = useCallback(() => {
    const share = (player.timeMs - fromMs) / (toMs - fromMs);
    if (head.current) {
      head.current.style.left = `${Math.min(Math.max(share, 0), 1) * 100}%`;
      head.current.hidden = share < 0 || share > 1;
    }
    slider.current?.setAttribute("aria-valuenow", String(Math.round(player.timeMs / 1000)));
    slider.current?.setAttribute("aria-valuetext", clock(player.timeMs));
    draw();
  }, [player, fromMs, toMs, draw]);

  useEffect(move, [move, version]);
  useEffect(() => player.subscribeTime(move), [player, move]);
  const repaint = useCallback(() => {
    paint.current = undefined;
    draw();
  }, [draw]);
  useEffect(() => redrawWhenItLooksElse(canvas.current, draw, repaint), [draw, repaint]);

  function seekTo(event: PointerEvent<HTMLDivElement>) {
    const box = event.currentTarget.getBoundingClientRect();
    player.seek(fromMs + ((event.clientX - box.left) / box.width) * (toMs - fromMs));
  }

  function onKeyDown(event: KeyboardEvent) {
    const by = event.shiftKey ? LEAP_MS : STEP_MS;
    const steps: Partial<Record<string, () => void>> = {
      ArrowRight: () => player.skip(by),
      ArrowLeft: () => player.skip(-by),
      Home: () => player.seek(0),
      End: () => player.seek(durationMs),
    };
    const step = steps[event.key];
    if (!step) return;
    event.preventDefault();
    event.stopPropagation();
    step();
  }

  return (
    <div
      ref={slider}
      role="slider"
      tabIndex={0}
      aria-label={t("position")}
      aria-valuemin={0}
      aria-valuemax={Math.round(durationMs / 1000)}
      aria-valuenow={0}
      onKeyDown={onKeyDown}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        seekTo(event);
      }}
      onPointerMove={(event) => event.buttons === 1 && seekTo(event)}
      className={`relative touch-pan-y rounded-md ${className ?? "h-24"}`}
    >
      <canvas ref={canvas} className="absolute inset-0 size-full" aria-hidden />
      <div ref={head} hidden className="pointer-events-none absolute inset-y-0 w-px bg-ink before:absolute before:-left-[3px] before:top-0 before:size-[7px] before:rounded-full before:bg-ink" />
    </div>
  );
}

/** Another size, another theme. */
function redrawWhenItLooksElse(canvas: HTMLCanvasElement | null, draw: () => void, repaint: () => void): (() => void) | undefined {
  if (!canvas) return undefined;
  const sizes = new ResizeObserver(draw);
  sizes.observe(canvas);
  const themes = new MutationObserver(repaint);
  themes.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
  const system = matchMedia("(prefers-color-scheme: dark)");
  system.addEventListener("change", repaint);
  return () => {
    sizes.disconnect();
    themes.disconnect();
    system.removeEventListener("change", repaint);
  };
}
