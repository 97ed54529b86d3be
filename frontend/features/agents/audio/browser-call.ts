import { type CallView, NO_CALL, viewAfter } from "./call-view";
import { audioIn, messageIn, type ToGateway } from "./messages";
import { Sound } from "./sound";

/** Normal ends, and refusals that a second try would not change. */
const FINAL_CODES = new Set([1000, 1003, 1009, 4400, 4401, 4408, 4409, 4429]);
const RETRY_MS = [300, 600, 1_200, 2_400, 4_000];

interface Levels {
  caller: number;
  agent: number;
}

/** One call from this browser: microphone, loudspeaker, socket, and what is seen of it. */
export class BrowserCall {
  private view: CallView = NO_CALL;
  private sound: Sound | undefined;
  private socket: WebSocket | undefined;
  private path = "";
  private retries = 0;
  private isClosed = false;
  private readonly listeners = new Set<() => void>();
  /** Read as often as the page is drawn. */
  readonly levels: Levels = { caller: 0, agent: 0 };

  constructor(private readonly start: () => Promise<string>) {}

  readonly subscribe = (listener: () => void) => {
    this.listeners.add(listener);
    return () => {
      this.listeners.delete(listener);
    };
  };

  readonly read = (): CallView => this.view;

  async dial(): Promise<void> {
    this.show({ phase: "microphone" });
    try {
      const sound = await Sound.open({
        onFrame: (samples) => this.sendAudio(samples),
        onPlayed: (sequence) => this.send({ type: "played", sequence }),
        onCleared: (id, lastPlayed) => this.send({ type: "cleared", clear_id: id, last_played_sequence: lastPlayed }),
        onLevel: (side, value) => {
          this.levels[side] = Math.max(value, this.levels[side] * 0.8);
        },
      });
      if (this.isClosed) return sound.close();
      this.sound = sound;
      this.show({ phase: "connecting" });
      this.path = await this.start();
      if (!this.isClosed) this.connect();
    } catch (error) {
      this.end({ phase: "failed", error });
    }
  }

  readonly hangUp = (): void => {
    this.send({ type: "hang_up" });
    this.socket?.close(1000);
    if (!this.isClosed) this.end({ phase: "over" });
  };

  readonly press = (digit: string): void => this.send({ type: "digit", digit });
  readonly mute = (isMuted: boolean): void => this.sound?.mute(isMuted);

  private connect(): void {
    const address = new URL(this.path, location.href);
    address.protocol = address.protocol === "https:" ? "wss:" : "ws:";
    const socket = new WebSocket(address);
    socket.binaryType = "arraybuffer";
    socket.onmessage = ({ data }: MessageEvent<string | ArrayBuffer>) => this.take(data);
    socket.onclose = ({ code, reason }) => this.closed(code, reason);
    this.socket = socket;
  }

  private take(data: string | ArrayBuffer): void {
    if (typeof data !== "string") {
      const { sequence, samples } = audioIn(data);
      return this.sound?.play(sequence, samples);
    }
    const message = messageIn(data);
    if (!message) return;
    if (message.type === "clear") return this.sound?.clear(message.id);
    if (message.type === "started") this.retries = 0;
    if (message.type === "error") return this.end({ phase: "failed", endReason: message.reason });
    this.view = viewAfter(this.view, message);
    this.show({});
  }

  private closed(code: number, reason: string): void {
    if (this.isClosed) return;
    const wait = RETRY_MS[this.retries];
    if (FINAL_CODES.has(code) || wait === undefined) {
      const isOver = code === 1000 || this.view.phase === "over";
      return this.end({ phase: isOver ? "over" : "failed", endReason: this.view.endReason ?? (reason || undefined) });
    }
    this.retries += 1;
    this.show({ phase: "reconnecting" });
    setTimeout(() => !this.isClosed && this.connect(), wait);
  }

  private sendAudio(samples: ArrayBuffer): void {
    if (this.socket?.readyState === WebSocket.OPEN && this.view.phase === "running") this.socket.send(samples);
  }

  private send(message: ToGateway): void {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(message));
  }

  private end(last: Partial<CallView>): void {
    this.isClosed = true;
    this.sound?.close();
    this.socket?.close();
    this.levels.caller = 0;
    this.levels.agent = 0;
    this.show({ activity: undefined, interim: "", ...last });
  }

  private show(next: Partial<CallView>): void {
    this.view = { ...this.view, ...next };
    for (const listener of this.listeners) listener();
  }
}
