import { linesOf } from "@/lib/api/client";
import type { Draft } from "@/lib/api/types";
import { ApiError, DEADLINE_EXCEEDED } from "@/lib/errors";
import type { Call, CallEvent } from "@/features/calls/api/calls";
import { isOver } from "@/features/calls/components/facts";

/** Follows one call: its record and its events as they come, from where it was after a broken connection. */

export interface WatchState {
  phase: "connecting" | "live" | "down" | "over" | "gone";
  call: Call | undefined;
  events: readonly CallEvent[];
  error: unknown;
}

const AT_FIRST: WatchState = { phase: "connecting", call: undefined, events: [], error: undefined };
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 10_000;
/** A call may be quiet for long; a stream that says nothing for so long is opened anew, to see whether it still is one. */
const QUIET_MS = 20_000;
/** The server says at once how the call stands. */
const FIRST_LINE_MS = 8_000;

export class CallWatch {
  state = AT_FIRST;
  private heard: CallEvent[] = [];
  private call: Call | undefined;
  private isDrawing = false;
  private isConnected = false;
  private readonly stop = new AbortController();
  private readonly listeners = new Set<() => void>();

  constructor(private readonly callId: string) {
    void this.follow();
  }

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  snapshot = (): WatchState => this.state;

  close(): void {
    this.stop.abort();
    this.listeners.clear();
  }

  private async follow(): Promise<void> {
    let wait = FIRST_WAIT_MS;
    while (!this.stop.signal.aborted) {
      const before = this.heard.length;
      try {
        if (await this.readAll()) continue;
        if (this.call && isOver(this.call.state)) return this.show({ phase: "over", call: this.call, events: [...this.heard] });
        this.lose(undefined);
      } catch (error) {
        if (this.stop.signal.aborted) return;
        if (error instanceof ApiError && [401, 403, 404].includes(error.status)) return this.leave(error);
        this.lose(error);
      }
      wait = this.heard.length > before ? FIRST_WAIT_MS : Math.min(wait * 2, LONGEST_WAIT_MS);
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }

  /** True if it was left because it was quiet after a first line; the next one tells whether it is down. */
  private async readAll(): Promise<boolean> {
    const after = this.heard.at(-1)?.sequence ?? "0";
    const path = `/v1/calls/${encodeURIComponent(this.callId)}:watch?after_sequence=${after}`;
    const quiet = new AbortController();
    let hasHeard = false;
    let timer = setTimeout(() => quiet.abort(), FIRST_LINE_MS);
    try {
      for await (const { call, event } of linesOf<Draft<"WatchCallResponse">>(path, AbortSignal.any([this.stop.signal, quiet.signal]))) {
        clearTimeout(timer);
        timer = setTimeout(() => quiet.abort(), QUIET_MS);
        hasHeard = true;
        this.isConnected = true;
        if (call) this.call = call;
        if (event && Number(event.sequence) > Number(this.heard.at(-1)?.sequence ?? 0)) this.heard.push(event);
        this.drawSoon();
      }
      return false;
    } catch (error) {
      if (this.stop.signal.aborted || !quiet.signal.aborted) throw error;
      if (hasHeard) return true;
      throw new ApiError({ status: 504, reason: DEADLINE_EXCEEDED, message: "" });
    } finally {
      clearTimeout(timer);
    }
  }

  private lose(error: unknown): void {
    this.isConnected = false;
    this.show({ phase: "down", call: this.call, events: [...this.heard], error });
  }

  private leave(error: unknown): void {
    this.isConnected = false;
    this.show({ phase: "gone", error });
  }

  /** What comes between two frames is drawn once. */
  private drawSoon(): void {
    if (this.isDrawing) return;
    this.isDrawing = true;
    const draw = () => {
      this.isDrawing = false;
      if (this.isConnected && this.state.phase !== "over") this.show({ phase: "live", call: this.call, events: [...this.heard], error: undefined });
    };
    if (document.hidden) setTimeout(draw, FIRST_WAIT_MS);
    else requestAnimationFrame(draw);
  }

  private show(patch: Partial<WatchState>): void {
    this.state = { ...this.state, ...patch };
    for (const listener of this.listeners) listener();
  }
}
