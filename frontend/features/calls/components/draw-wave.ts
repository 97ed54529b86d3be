import type { Peaks } from "../audio/peaks";
import { type Line, lastBegun } from "../conversation";
import type { Mark, Sight } from "./waveform";

export interface Colours {
  caller: string;
  agent: string;
  line: string;
  warn: string;
  bad: string;
  accent: string;
}

interface Wave {
  peaks: Peaks | undefined;
  lines: readonly Line[];
  marks: readonly Mark[];
  sight: Sight;
  playedMs: number;
  colours: Colours;
}

const BAR_PX = 3;
const BAR_WIDTH_PX = 2;
/** Shown of who speaks where the sound itself is not read yet. */
const UNREAD_HEIGHT = 0.18;
const UNPLAYED = 0.42;
const LEAST_PX = 1.5;
const MARK_PX = 2.5;
/** Of marks that would cover each other the gravest is drawn. */
const MARK_ROOM_PX = 6;
const GRAVITY: Record<Mark["tone"], number> = { accent: 0, warn: 1, bad: 2 };

/** Canvas does not know custom properties: the theme's colours come from an element that has them. */
export function colours(canvas: HTMLCanvasElement): Colours {
  const probe = document.createElement("span");
  canvas.parentElement?.append(probe);
  const of = (name: string) => {
    probe.style.color = `var(--${name})`;
    return getComputedStyle(probe).color;
  };
  const found = { caller: of("ink-faint"), agent: of("accent"), line: of("line"), warn: of("warn"), bad: of("bad"), accent: of("accent") };
  probe.remove();
  return found;
}

export function drawWave(canvas: HTMLCanvasElement, wave: Wave): void {
  const scale = devicePixelRatio || 1;
  const [width, height] = [canvas.clientWidth, canvas.clientHeight];
  if (canvas.width !== Math.round(width * scale) || canvas.height !== Math.round(height * scale)) {
    canvas.width = Math.round(width * scale);
    canvas.height = Math.round(height * scale);
  }
  const pen = canvas.getContext("2d");
  if (!pen || width === 0) return;
  pen.setTransform(scale, 0, 0, scale, 0, 0);
  pen.clearRect(0, 0, width, height);
  pen.fillStyle = wave.colours.line;
  pen.fillRect(0, height / 2 - 0.5, width, 1);
  drawTrack(pen, wave, "caller", width, height * 0.25, height * 0.22);
  drawTrack(pen, wave, "agent", width, height * 0.75, height * 0.22);
  drawMarks(pen, wave, width, height);
}

function drawTrack(pen: CanvasRenderingContext2D, wave: Wave, track: "caller" | "agent", width: number, middle: number, reach: number): void {
  const { fromMs, toMs } = wave.sight;
  const perPx = (toMs - fromMs) / width;
  const spoken = wave.lines.filter((line) => line.speaker === track && line.endMs >= fromMs && line.startMs <= toMs);
  pen.fillStyle = wave.colours[track];
  for (let x = 0; x < width; x += BAR_PX) {
    const at = fromMs + x * perPx;
    const share = wave.peaks?.between(track, at, at + BAR_PX * perPx) ?? (isSpoken(spoken, at, at + BAR_PX * perPx) ? UNREAD_HEIGHT : 0);
    const half = Math.max(Math.sqrt(share) * reach, LEAST_PX / 2);
    pen.globalAlpha = share === 0 ? 0.3 : at < wave.playedMs ? 1 : UNPLAYED;
    pen.fillRect(x, middle - half, BAR_WIDTH_PX, half * 2);
  }
  pen.globalAlpha = 1;
}

function isSpoken(lines: readonly Line[], fromMs: number, toMs: number): boolean {
  const line = lines[lastBegun(lines, toMs)];
  return line !== undefined && line.endMs >= fromMs;
}

function drawMarks(pen: CanvasRenderingContext2D, wave: Wave, width: number, height: number): void {
  const { fromMs, toMs } = wave.sight;
  const placed = new Map<number, Mark["tone"]>();
  for (const { atMs, tone } of wave.marks) {
    const place = Math.floor((((atMs - fromMs) / (toMs - fromMs)) * width) / MARK_ROOM_PX);
    const there = placed.get(place);
    if (atMs >= fromMs && atMs <= toMs && (there === undefined || GRAVITY[tone] > GRAVITY[there])) placed.set(place, tone);
  }
  for (const [place, tone] of placed) {
    const x = (place + 0.5) * MARK_ROOM_PX;
    pen.fillStyle = wave.colours[tone];
    pen.beginPath();
    pen.arc(x, height - MARK_PX - 1, MARK_PX, 0, 2 * Math.PI);
    pen.fill();
  }
}
