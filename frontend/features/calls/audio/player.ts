import { sessionFetch } from "@/lib/api/session";
import { type Gap, lastBegun } from "../conversation";

/** Plays one recording; what it shows of itself is read with `subscribe` and `snapshot`. */

export const RATES = [0.75, 1, 1.25, 1.5, 2] as const;
/** Left of a pause that is skipped, so that one hears that there was one. */
const BREATH_MS = 300;
/** Played beyond where it failed, so that failing again is another matter. */
const BEYOND_S = 1;

export interface PlayerState {
  isPlaying: boolean;
  isWaiting: boolean;
  rate: number;
  skipsSilence: boolean;
  hasFailed: boolean;
}

const AT_FIRST: PlayerState = { isPlaying: false, isWaiting: false, rate: 1, skipsSilence: false, hasFailed: false };

export class Player {
  state = AT_FIRST;
  private durationMs = 0;
  private gaps: readonly Gap[] = [];
  private audio: HTMLAudioElement | undefined;
  private frame = 0;
  /** Where it was read anew, in seconds. */
  private retriedAt: number | undefined;
  private readonly stateListeners = new Set<() => void>();
  private readonly timeListeners = new Set<() => void>();

  constructor(private readonly path: string) {}

  /** The element is made when it is first needed: nothing is read of a recording nobody plays. */
  private element(): HTMLAudioElement {
    if (this.audio) return this.audio;
    const audio = new Audio();
    audio.preload = "auto";
    audio.src = this.path;
    audio.addEventListener("play", () => this.change({ isPlaying: true, hasFailed: false }));
    audio.addEventListener("pause", () => this.change({ isPlaying: false }));
    audio.addEventListener("ended", () => this.change({ isPlaying: false, isWaiting: false }));
    audio.addEventListener("waiting", () => this.change({ isWaiting: true }));
    audio.addEventListener("playing", () => this.change({ isWaiting: false }));
    audio.addEventListener("seeked", () => this.tell());
    audio.addEventListener("timeupdate", () => {
      if (this.retriedAt !== undefined && audio.currentTime > this.retriedAt + BEYOND_S) this.retriedAt = undefined;
    });
    audio.addEventListener("error", () => void this.recover());
    this.audio = audio;
    return audio;
  }

  subscribe = (listener: () => void): (() => void) => {
    this.stateListeners.add(listener);
    return () => this.stateListeners.delete(listener);
  };

  /** Called for every frame while it plays, and when one seeks. */
  subscribeTime = (listener: () => void): (() => void) => {
    this.timeListeners.add(listener);
    return () => this.timeListeners.delete(listener);
  };

  snapshot = (): PlayerState => this.state;

  get timeMs(): number {
    return this.audio ? this.audio.currentTime * 1000 : 0;
  }

  /** How long it is, and where nobody speaks. */
  know(durationMs: number, gaps: readonly Gap[]): void {
    this.durationMs = durationMs;
    this.gaps = gaps;
  }

  toggle(): void {
    if (this.state.isPlaying) this.element().pause();
    else this.play();
  }

  play(): void {
    const audio = this.element();
    audio.playbackRate = this.state.rate;
    audio.play().catch((error: unknown) => {
      if (!(error instanceof DOMException && error.name === "AbortError")) this.change({ hasFailed: audio.error !== null, isPlaying: false });
    });
    this.tick();
  }

  seek(ms: number): void {
    const end = this.durationMs || Number.POSITIVE_INFINITY;
    this.element().currentTime = Math.max(Math.min(ms, end), 0) / 1000;
    this.tell();
  }

  /** A jump by so many milliseconds. */
  skip(ms: number): void {
    this.seek(this.timeMs + ms);
  }

  setRate(rate: number): void {
    if (this.audio) this.audio.playbackRate = rate;
    this.change({ rate });
  }

  setSkipsSilence(skipsSilence: boolean): void {
    this.change({ skipsSilence });
  }

  close(): void {
    cancelAnimationFrame(this.frame);
    this.audio?.pause();
    this.audio?.removeAttribute("src");
    this.audio = undefined;
  }

  private tick = (): void => {
    cancelAnimationFrame(this.frame);
    this.hurry();
    this.tell();
    if (this.audio && !this.audio.paused) this.frame = requestAnimationFrame(this.tick);
  };

  private hurry(): void {
    if (!this.state.skipsSilence || !this.audio) return;
    const now = this.timeMs;
    const gap = this.gaps[lastBegun(this.gaps, now - BREATH_MS)];
    if (gap && now < gap.endMs - BREATH_MS) this.audio.currentTime = (gap.endMs - BREATH_MS / 2) / 1000;
  }

  /** The session may have run out while nobody listened: renew it once, and go on where it was. */
  private async recover(): Promise<void> {
    const audio = this.audio;
    if (!audio || this.retriedAt !== undefined) return this.change({ hasFailed: true, isPlaying: false });
    const [at, wasPlaying] = [audio.currentTime, this.state.isPlaying];
    this.retriedAt = at;
    const answer = await sessionFetch(new Request(new URL(this.path, location.href), { method: "HEAD" })).catch(() => undefined);
    if (!answer?.ok) return this.change({ hasFailed: true, isPlaying: false });
    audio.load();
    audio.currentTime = at;
    if (wasPlaying) this.play();
  }

  private change(patch: Partial<PlayerState>): void {
    this.state = { ...this.state, ...patch };
    for (const listener of this.stateListeners) listener();
    if (this.state.isPlaying) this.tick();
  }

  private tell(): void {
    for (const listener of this.timeListeners) listener();
  }
}
