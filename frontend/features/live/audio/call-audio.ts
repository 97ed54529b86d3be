import { isReason } from "@/lib/errors";
import { handBackCall, listenToCall, socketUrl, takeOverCall } from "../api/live";
import type { Microphone } from "./microphone";
import { Speaker } from "./speaker";

/** Hears a live call, and talks in it. One at a time: who talks hears as well. */

export interface AudioState {
  mode: "off" | "listening" | "talking";
  isOpening: boolean;
  isMuted: boolean;
  /** Sides one does not want to hear. */
  isCallerSilent: boolean;
  isAgentSilent: boolean;
  /** Why it ended, as the server says: CALL_OVER, HANDED_BACK, TAKEN_ELSEWHERE, CONNECTION_LOST… */
  ended: string;
}

interface Format {
  type: "format";
  sample_rate_hz: number;
  microphone?: { sample_rate_hz: number };
}

const OFF: AudioState = { mode: "off", isOpening: false, isMuted: false, isCallerSilent: false, isAgentSilent: false, ended: "" };
const OPEN_MS = 10_000;
const DONE = 1000;

export class CallAudio {
  state = OFF;
  readonly speaker = new Speaker();
  private socket: WebSocket | undefined;
  private microphone: Microphone | undefined;
  private generation = 0;
  private readonly listeners = new Set<() => void>();

  constructor(private readonly callId: string) {}

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  snapshot = (): AudioState => this.state;

  get microphoneLevel(): number {
    return this.state.isMuted ? 0 : (this.microphone?.level ?? 0);
  }

  async listen(): Promise<void> {
    await this.open("listening", async () => (await listenToCall(this.callId)).websocket_path);
  }

  /** The microphone is there already: the caller must not wait in silence for a permission. */
  async takeOver(microphone: Microphone): Promise<void> {
    this.stop("");
    microphone.isTaken = true;
    this.microphone = microphone;
    try {
      await this.open("talking", async () => (await takeOverCall(this.callId)).websocket_path);
    } catch (error) {
      microphone.isTaken = false;
      throw error;
    }
  }

  async handBack(): Promise<void> {
    await handBackCall(this.callId);
    this.stop("HANDED_BACK");
  }

  mute(isMuted: boolean): void {
    this.change({ isMuted });
  }

  silence(sides: Partial<Pick<AudioState, "isCallerSilent" | "isAgentSilent">>): void {
    this.change(sides);
    this.speaker.setGains(this.state.isCallerSilent ? 0 : 1, this.state.isAgentSilent ? 0 : 1);
  }

  /** Closing the connection of who talks hands the call back. */
  stop(ended: string): void {
    this.generation += 1;
    this.socket?.close(DONE);
    this.socket = undefined;
    this.dropMicrophone();
    this.speaker.stop();
    this.change({ mode: "off", isOpening: false, isMuted: false, ended });
  }

  close(): void {
    this.stop("");
    this.listeners.clear();
  }

  private async open(mode: "listening" | "talking", ticket: () => Promise<string>): Promise<void> {
    this.generation += 1;
    const generation = this.generation;
    this.change({ isOpening: true, ended: "" });
    try {
      const path = await ticket();
      if (generation !== this.generation) return;
      await this.connect(path, mode, generation);
    } catch (error) {
      if (generation === this.generation) this.change({ isOpening: false, mode: "off" });
      throw error;
    }
  }

  private async connect(path: string, mode: "listening" | "talking", generation: number): Promise<void> {
    const socket = new WebSocket(socketUrl(path));
    socket.binaryType = "arraybuffer";
    this.socket = socket;
    const late = setTimeout(() => socket.close(), OPEN_MS);
    socket.addEventListener("message", ({ data }: MessageEvent<string | ArrayBuffer>) => {
      if (generation !== this.generation) return;
      if (typeof data !== "string") return this.speaker.play(data);
      clearTimeout(late);
      this.begin(JSON.parse(data) as Format, mode, generation).catch(() => this.stop("AUDIO_FAILED"));
    });
    socket.addEventListener("close", ({ code, reason }) => {
      clearTimeout(late);
      if (generation === this.generation) void this.lose(mode, code, reason);
    });
  }

  private async begin(format: Format, mode: "listening" | "talking", generation: number): Promise<void> {
    await this.speaker.start(format.sample_rate_hz);
    if (generation !== this.generation) return this.speaker.stop();
    // Who talks would hear themselves as the agent's side.
    this.change({ mode, isOpening: false });
    this.silence({ isCallerSilent: false, isAgentSilent: mode === "talking" });
    await this.microphone?.start(format.microphone?.sample_rate_hz ?? format.sample_rate_hz, (bytes) => {
      if (this.socket?.readyState === WebSocket.OPEN && !this.state.isMuted) this.socket.send(bytes);
    });
  }

  /** A connection that broke under somebody who talks is opened once more, before the server hands back. */
  private async lose(mode: "listening" | "talking", code: number, reason: string): Promise<void> {
    const hasBroken = code !== DONE && !reason && this.state.mode === mode;
    if (!hasBroken) return this.stop(reason || "CONNECTION_LOST");
    const ticket = async () => (await (mode === "talking" ? takeOverCall : listenToCall)(this.callId)).websocket_path;
    try {
      this.speaker.stop();
      await this.open(mode, ticket);
    } catch (error) {
      this.stop(isReason(error, "CALL_NOT_LIVE") ? "CALL_OVER" : "CONNECTION_LOST");
    }
  }

  private dropMicrophone(): void {
    this.microphone?.close();
    this.microphone = undefined;
  }

  private change(patch: Partial<AudioState>): void {
    this.state = { ...this.state, ...patch };
    for (const listener of this.listeners) listener();
  }
}
