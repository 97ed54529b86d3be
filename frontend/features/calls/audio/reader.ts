import { reach, readJson, sessionFetch } from "@/lib/api/session";
import { ApiError, apiErrorOf } from "@/lib/errors";
import { HEADER_BYTES, type WavFormat, durationMsOf, wavFormatOf } from "./wav";
import { BLOCK_S, Peaks, blocksToRead } from "./peaks";
import type { PeaksAnswer, PeaksRequest } from "./peaks.worker";

/** Reads what is to be drawn of a recording, in ranges, and never all of a long one. */

const AT_ONCE = 2;
/** What is read without being asked for: about half an hour from a phone. Beyond that only what is in sight. */
const FREELY_BYTES = 64 * 1024 * 1024;
/** What is in sight is read up to here: an hour's overview is drawn from the transcript instead. */
const SIGHT_MS = 30 * 60_000;
/** Before it is asked again, where that may help; longer if the server wants it, up to a minute. */
const RETRY_MS = [1_000, 3_000, 9_000];
const LONGEST_WAIT_MS = 60_000;
const PASSING = [0, 429, 502, 503, 504];

export class PeaksReader {
  peaks: Peaks | undefined;
  version = 0;
  error: unknown;
  private format: WavFormat | undefined;
  private sight: readonly [number, number] = [0, 0];
  private readonly reading = new Set<number>();
  private readonly listeners = new Set<() => void>();
  private readonly stop = new AbortController();
  private readonly worker = new Worker(new URL("./peaks.worker.ts", import.meta.url), { type: "module" });

  constructor(private readonly path: string, private readonly isPublic: boolean) {
    this.worker.addEventListener("message", ({ data }: MessageEvent<PeaksAnswer>) => this.take(data));
    void this.begin();
  }

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** What is on the screen is read first. */
  show(fromMs: number, toMs: number): void {
    this.sight = [fromMs, toMs];
    this.readOn();
  }

  /** True if so much of it is read by itself, or is short enough to be. */
  get isWhole(): boolean {
    return this.format !== undefined && this.format.sizeBytes <= FREELY_BYTES;
  }

  close(): void {
    this.stop.abort();
    this.worker.terminate();
    this.listeners.clear();
  }

  private async begin(): Promise<void> {
    try {
      const [bytes, size] = await this.read(0, HEADER_BYTES - 1);
      this.format = wavFormatOf(bytes, size);
      if (this.format) this.peaks = new Peaks(durationMsOf(this.format));
      this.changed();
      this.readOn();
    } catch (error) {
      this.fail(error);
    }
  }

  private readOn(): void {
    const { peaks, sight } = this;
    if (!peaks || this.error) return;
    const seen = this.isWhole || sight[1] - sight[0] <= SIGHT_MS ? sight : ([0, 0] as const);
    for (const block of blocksToRead(peaks, seen[0], seen[1], this.isWhole)) {
      if (this.reading.size >= AT_ONCE) return;
      if (!this.reading.has(block)) void this.readBlock(block);
    }
  }

  private async readBlock(block: number): Promise<void> {
    if (!this.format) return;
    const { channels, sampleRateHz, dataStart, sizeBytes } = this.format;
    const blockBytes = BLOCK_S * sampleRateHz * channels * 2;
    const first = dataStart + block * blockBytes;
    this.reading.add(block);
    try {
      const [bytes] = await this.read(first, Math.min(first + blockBytes, sizeBytes) - 1);
      const request: PeaksRequest = { block, bytes, channels, sampleRateHz };
      this.worker.postMessage(request, [bytes]);
    } catch (error) {
      this.reading.delete(block);
      this.fail(error);
    }
  }

  private take(answer: PeaksAnswer): void {
    this.reading.delete(answer.block);
    this.peaks?.fill(answer.block, answer);
    this.changed();
    this.readOn();
  }

  private async read(first: number, last: number): Promise<[ArrayBuffer, number]> {
    for (let tries = 0; ; tries++) {
      try {
        return await this.readOnce(first, last);
      } catch (error) {
        const wait = RETRY_MS[tries];
        if (wait === undefined || !(error instanceof ApiError) || !PASSING.includes(error.status)) throw error;
        await new Promise((resolve) => setTimeout(resolve, Math.min(Math.max(wait, (error.retryAfterS ?? 0) * 1_000), LONGEST_WAIT_MS)));
        this.stop.signal.throwIfAborted();
      }
    }
  }

  private async readOnce(first: number, last: number): Promise<[ArrayBuffer, number]> {
    const request = new Request(new URL(this.path, location.href), { headers: { Range: `bytes=${first}-${last}` }, signal: this.stop.signal });
    const answer = await (this.isPublic ? reach(request) : sessionFetch(request));
    if (!answer.ok) throw apiErrorOf(answer.status, await readJson(answer), answer.headers);
    if (answer.status !== 206) {
      // All of it, which nobody wants.
      await answer.body?.cancel();
      throw apiErrorOf(answer.status, undefined, answer.headers);
    }
    const size = Number(answer.headers.get("content-range")?.split("/")[1]);
    return [await answer.arrayBuffer(), size];
  }

  private fail(error: unknown): void {
    if (this.stop.signal.aborted) return;
    this.error = error;
    this.changed();
  }

  private changed(): void {
    this.version += 1;
    for (const listener of this.listeners) listener();
  }
}
