import { ApiError } from "@/lib/errors";
import { type LiveCall, openMonitor, socketUrl } from "./api/live";

/** The live calls as the monitor's WebSocket tells them, never shown as live when it does not. */

export interface FeedState {
  phase: "connecting" | "live" | "down" | "refused";
  calls: readonly LiveCall[];
  /** When something was heard last, in milliseconds; 0 before anything was. */
  heardAt: number;
  error: unknown;
}

interface FeedMessage {
  type?: "ping";
  cursor?: string;
  snapshot?: { calls?: LiveCall[] };
  changed?: LiveCall;
  ended_call_id?: string;
}

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 15_000;
/** The server says something at least every 15 seconds. */
const SILENT_MS = 35_000;
const LOOK_MS = 5_000;
const OPEN_MS = 10_000;
/** Nobody reads faster; what a person does on the page goes first. */
const PACE_MS = 100;
/** Browsers draw no frames of pages that nobody sees. */
const HIDDEN_MS = 1_000;
/** A page that leads to another one with live calls keeps the connection. */
const LINGER_MS = 5_000;

const AT_FIRST: FeedState = { phase: "connecting", calls: [], heardAt: 0, error: undefined };

export class LiveFeed {
  state = AT_FIRST;
  private readonly calls = new Map<string, LiveCall>();
  private readonly listeners = new Set<() => void>();
  private cursor = "";
  private heardAt = 0;
  private drawnAt = 0;
  private socket: WebSocket | undefined;
  private wait = FIRST_WAIT_MS;
  private isRunning = false;
  private isDrawing = false;
  private generation = 0;
  private retry: ReturnType<typeof setTimeout> | undefined;
  private linger: ReturnType<typeof setTimeout> | undefined;
  private watch: ReturnType<typeof setInterval> | undefined;

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    clearTimeout(this.linger);
    if (!this.isRunning) this.start();
    return () => {
      this.listeners.delete(listener);
      if (this.listeners.size === 0) this.linger = setTimeout(() => this.stop(), LINGER_MS);
    };
  };

  snapshot = (): FeedState => this.state;

  /** At once, instead of when the wait is over. */
  retryNow = (): void => {
    clearTimeout(this.retry);
    this.wait = FIRST_WAIT_MS;
    void this.connect();
  };

  private start(): void {
    this.isRunning = true;
    this.watch = setInterval(() => this.look(), LOOK_MS);
    void this.connect();
  }

  private stop(): void {
    this.isRunning = false;
    this.generation += 1;
    clearInterval(this.watch);
    clearTimeout(this.retry);
    this.socket?.close();
    this.socket = undefined;
    // What was known is old by the time somebody comes back.
    this.show({ phase: "connecting" });
  }

  private async connect(): Promise<void> {
    this.generation += 1;
    const generation = this.generation;
    this.socket?.close();
    try {
      const { websocket_path: path } = await openMonitor();
      if (generation === this.generation) this.open(path, generation);
    } catch (error) {
      if (generation !== this.generation) return;
      if (error instanceof ApiError && (error.status === 401 || error.status === 403)) this.show({ phase: "refused", error });
      else this.lose(error);
    }
  }

  private open(path: string, generation: number): void {
    const socket = new WebSocket(socketUrl(path, this.cursor ? `cursor=${encodeURIComponent(this.cursor)}` : ""));
    this.socket = socket;
    const late = setTimeout(() => socket.close(), OPEN_MS);
    socket.addEventListener("message", ({ data }: MessageEvent<string>) => {
      clearTimeout(late);
      if (generation === this.generation) this.hear(JSON.parse(data) as FeedMessage);
    });
    socket.addEventListener("close", () => {
      clearTimeout(late);
      if (generation === this.generation) this.lose(undefined);
    });
  }

  private hear(message: FeedMessage): void {
    this.heardAt = Date.now();
    this.wait = FIRST_WAIT_MS;
    if (message.cursor) this.cursor = message.cursor;
    if (message.snapshot) {
      this.calls.clear();
      for (const call of message.snapshot.calls ?? []) this.calls.set(call.call_id, call);
    }
    if (message.changed) this.calls.set(message.changed.call_id, message.changed);
    if (message.ended_call_id) this.calls.delete(message.ended_call_id);
    this.drawSoon();
  }

  /** However much is heard meanwhile, it is drawn once, with a frame. */
  private drawSoon(): void {
    if (this.isDrawing) return;
    this.isDrawing = true;
    const draw = () => {
      this.isDrawing = false;
      this.drawnAt = Date.now();
      if (this.isRunning && this.socket) this.show({ phase: "live", calls: [...this.calls.values()], heardAt: this.heardAt, error: undefined });
    };
    if (document.hidden) setTimeout(draw, HIDDEN_MS);
    else setTimeout(() => requestAnimationFrame(draw), Math.max(this.drawnAt + PACE_MS - Date.now(), 0));
  }

  private look(): void {
    if (this.state.phase === "live" && Date.now() - this.heardAt > SILENT_MS) this.lose(undefined);
  }

  private lose(error: unknown): void {
    this.generation += 1;
    this.socket?.close();
    this.socket = undefined;
    this.show({ phase: "down", error });
    clearTimeout(this.retry);
    this.retry = setTimeout(() => void this.connect(), this.wait * (0.75 + Math.random() / 2));
    this.wait = Math.min(this.wait * 2, LONGEST_WAIT_MS);
  }

  private show(patch: Partial<FeedState>): void {
    this.state = { ...this.state, ...patch };
    for (const listener of this.listeners) listener();
  }
}
