import { socketUrl } from "../api/live";

/** The WebSocket of one live call: what is heard of it, what is said into it, and signs of life. */

export interface Format {
  type: "format";
  sample_rate_hz: number;
  microphone?: { sample_rate_hz: number };
}

interface SocketEvents {
  onFormat: (format: Format) => void;
  onAudio: (samples: ArrayBuffer) => void;
  onClose: (code: number, reason: string) => void;
}

export const DONE = 1000;
const BROKEN = 1006;
const OPEN_MS = 10_000;
const SIGN_OF_LIFE_MS = 1_000;
/** A second longer than the server waits for a call that is silent: it can still say why. */
const SILENT_MS = 5_000;

export class LiveSocket {
  /** When something was heard last, in milliseconds. */
  heardAt = Date.now();
  private readonly socket: WebSocket;
  private readonly late: ReturnType<typeof setTimeout>;
  private life: ReturnType<typeof setInterval> | undefined;
  private signedAt = 0;
  private isOver = false;

  constructor(path: string, private readonly events: SocketEvents) {
    this.socket = new WebSocket(socketUrl(path));
    this.socket.binaryType = "arraybuffer";
    this.late = setTimeout(() => this.end(BROKEN, ""), OPEN_MS);
    this.socket.addEventListener("message", ({ data }: MessageEvent<string | ArrayBuffer>) => this.hear(data));
    this.socket.addEventListener("close", ({ code, reason }) => this.end(code, reason));
  }

  send(bytes: ArrayBuffer): void {
    if (this.socket.readyState === WebSocket.OPEN) this.socket.send(bytes);
  }

  /** Muted operators say so once a second. Pages that nobody sees have slow timers, but go on recording. */
  remainSilent(): void {
    if (Date.now() - this.signedAt >= SIGN_OF_LIFE_MS * 1.5) this.sign();
  }

  close(): void {
    this.end(DONE, "");
  }

  private hear(data: string | ArrayBuffer): void {
    if (this.isOver) return;
    this.heardAt = Date.now();
    if (typeof data !== "string") return this.events.onAudio(data);
    clearTimeout(this.late);
    const format = JSON.parse(data) as Format;
    this.life ??= setInterval(() => this.live(format), SIGN_OF_LIFE_MS);
    this.events.onFormat(format);
  }

  private live(format: Format): void {
    if (Date.now() - this.heardAt >= SILENT_MS) this.end(BROKEN, "");
    else if (format.microphone) this.sign();
  }

  private sign(): void {
    if (this.socket.readyState !== WebSocket.OPEN) return;
    this.signedAt = Date.now();
    this.socket.send(JSON.stringify({ type: "ping" }));
  }

  private end(code: number, reason: string): void {
    if (this.isOver) return;
    this.isOver = true;
    clearTimeout(this.late);
    clearInterval(this.life);
    this.socket.close(DONE);
    this.events.onClose(code, reason);
  }
}
