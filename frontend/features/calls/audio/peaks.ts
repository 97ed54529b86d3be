/** The loudest sample of every 20 ms of both tracks, as far as they are known. */

export const PEAKS_PER_S = 50;
export const BLOCK_S = 20;
export const PEAKS_PER_BLOCK = PEAKS_PER_S * BLOCK_S;

export interface Tracks {
  caller: Uint8Array;
  agent: Uint8Array;
}

/** Of interleaved 16-bit samples: a peak per 20 ms and track, 0 to 255. */
export function peaksOf(samples: Int16Array, channels: number, sampleRateHz: number): Tracks {
  const frames = Math.floor(samples.length / channels);
  const framesPerPeak = sampleRateHz / PEAKS_PER_S;
  const count = Math.ceil(frames / framesPerPeak);
  const tracks = { caller: new Uint8Array(count), agent: new Uint8Array(count) };
  for (let peak = 0; peak < count; peak++) {
    const [first, last] = [Math.floor(peak * framesPerPeak), Math.min(Math.floor((peak + 1) * framesPerPeak), frames)];
    tracks.caller[peak] = loudest(samples, first, last, channels, 0);
    tracks.agent[peak] = loudest(samples, first, last, channels, channels - 1);
  }
  return tracks;
}

function loudest(samples: Int16Array, first: number, last: number, channels: number, channel: number): number {
  let most = 0;
  for (let at = first * channels + channel; at < last * channels; at += channels) {
    const size = Math.abs(samples[at] ?? 0);
    if (size > most) most = size;
  }
  return Math.min(most >> 7, 255);
}

/** Fills up block by block; a three-hour call needs a megabyte. */
export class Peaks {
  readonly blocks: number;
  readonly tracks: Tracks;
  private readonly known: Uint8Array;

  constructor(readonly durationMs: number) {
    const count = Math.ceil((durationMs / 1000) * PEAKS_PER_S);
    this.blocks = Math.ceil(count / PEAKS_PER_BLOCK);
    this.tracks = { caller: new Uint8Array(count), agent: new Uint8Array(count) };
    this.known = new Uint8Array(this.blocks);
  }

  has(block: number): boolean {
    return this.known[block] === 1;
  }

  fill(block: number, { caller, agent }: Tracks): void {
    const at = block * PEAKS_PER_BLOCK;
    const room = this.tracks.caller.length - at;
    this.tracks.caller.set(caller.subarray(0, room), at);
    this.tracks.agent.set(agent.subarray(0, room), at);
    this.known[block] = 1;
  }

  get share(): number {
    return this.blocks === 0 ? 1 : this.known.reduce((sum, each) => sum + each, 0) / this.blocks;
  }

  /** The loudest between two moments, 0 to 1; undefined where nothing of it is known yet. */
  between(track: keyof Tracks, fromMs: number, toMs: number): number | undefined {
    const first = Math.max(Math.floor((fromMs / 1000) * PEAKS_PER_S), 0);
    const last = Math.min(Math.max(Math.ceil((toMs / 1000) * PEAKS_PER_S), first + 1), this.tracks[track].length);
    if (!this.has(Math.floor(first / PEAKS_PER_BLOCK))) return undefined;
    let most = 0;
    for (let at = first; at < last; at++) most = Math.max(most, this.tracks[track][at] ?? 0);
    return most / 255;
  }
}

/** Blocks that are wanted and not known, those in sight first. */
export function blocksToRead(peaks: Peaks, fromMs: number, toMs: number, mayReadAll: boolean): number[] {
  const blockMs = BLOCK_S * 1000;
  const [first, last] = [Math.max(Math.floor(fromMs / blockMs), 0), Math.min(Math.ceil(toMs / blockMs), peaks.blocks)];
  const inSight = range(first, last);
  const others = mayReadAll ? [...range(last, peaks.blocks), ...range(0, first)] : [];
  return [...inSight, ...others].filter((block) => !peaks.has(block));
}

function range(from: number, to: number): number[] {
  return Array.from({ length: Math.max(to - from, 0) }, (_, index) => from + index);
}
