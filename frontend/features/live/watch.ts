import { linesOf } from "@/lib/api/client";
import type { Draft } from "@/lib/api/types";
import { ApiError } from "@/lib/errors";
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

export class CallWatch {
  state = AT_FIRST;
  private heard: CallEvent[] = [];
  private call: Call | undefined;
  private isDrawing = false;
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
        await this.readAll();
        if (this.call && isOver(this.call.state)) return this.show({ phase: "over", call: this.call, events: [...this.heard] });
        this.show({ phase: "down", error: undefined });
      } catch (error) {
        if (this.stop.signal.aborted) return;
        if (error instanceof ApiError && [401, 403, 404].includes(error.status)) return this.show({ phase: "gone", error });
        this.show({ phase: "down", error });
      }
      wait = this.heard.length > before ? FIRST_WAIT_MS : Math.min(wait * 2, LONGEST_WAIT_MS);
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }

  private async readAll(): Promise<void> {
    const after = this.heard.at(-1)?.sequence ?? "0";
    const path = `/v1/calls/${encodeURIComponent(this.callId)}:watch?after_sequence=${after}`;
    for await (const { call, event } of linesOf<Draft<"WatchCallResponse">>(path, this.stop.signal)) {
      if (call) this.call = call;
      if (event && Number(event.sequence) > Number(this.heard.at(-1)?.sequence ?? 0)) this.heard.push(event);
      this.drawSoon();
    }
  }

  /** What comes between two frames is drawn once. */
  private drawSoon(): void {
    if (this.isDrawing) return;
    this.isDrawing = true;
    const draw = () => {
      this.isDrawing = false;
      if (this.state.phase !== "over") this.show({ phase: "live", call: this.call, events: [...this.heard], error: undefined });
    };
    if (document.hidden) setTimeout(draw, FIRST_WAIT_MS);
    else requestAnimationFrame(draw);
  }

  private show(patch: Partial<WatchState>): void {
    this.state = { ...this.state, ...patch };
    for (const listener of this.listeners) listener();
  }
}
