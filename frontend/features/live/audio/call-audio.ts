import { ApiError, CONNECTION_LOST, isReason } from "@/lib/errors";
import { handBackCall, listenToCall, takeOverCall } from "../api/live";
import { DONE, type Format, LiveSocket } from "./live-socket";
import type { Microphone } from "./microphone";
import { Speaker } from "./speaker";

/** Hears a live call, and talks in it. One at a time: who talks hears as well. */

export interface AudioState {
  mode: "off" | Mode;
  /** While it is in a mode: the connection broke, and is being opened once more. */
  isOpening: boolean;
  isMuted: boolean;
  /** The agent was asked to go on, and the server has not answered yet. */
  isHandingBack: boolean;
  /** Sides one does not want to hear. */
  isCallerSilent: boolean;
  isAgentSilent: boolean;
  /** Why it ended, as the server says: CALL_OVER, HANDED_BACK, TAKEN_ELSEWHERE, CONNECTION_LOST… */
  ended: string;
}

type Mode = "listening" | "talking";
type Voice = Pick<Microphone, "level" | "isTaken" | "start" | "close">;
type Loudspeaker = Pick<Speaker, "levels" | "start" | "play" | "setGains" | "stop">;

/** Who talks with the caller, as the monitor tells; unknown while it is not live. */
export interface Standing {
  subscribe: (listener: () => void) => () => void;
  talker: () => "agent" | "operator" | "unknown";
}

const OFF: AudioState = { mode: "off", isOpening: false, isMuted: false, isHandingBack: false, isCallerSilent: false, isAgentSilent: false, ended: "" };
/** So long after it heard the operator last the server lets the agent go on. */
const LOST_MS = 4_000;
/** Before the second try: the monitor, which may have broken too, says meanwhile who talks. */
const RETRY_MS = 2_000;
/** A connection that breaks again sooner is not opened again without a click. */
const STEADY_MS = 60_000;

export class CallAudio {
  state = OFF;
  private socket: LiveSocket | undefined;
  private microphone: Voice | undefined;
  private generation = 0;
  private wanted: Mode | undefined;
  /** The call was taken over, but no connection is there whose end would hand it back. */
  private isOwed = false;
  private handingBack = Promise.resolve();
  private retriedAt = Number.NEGATIVE_INFINITY;
  private readonly listeners = new Set<() => void>();

  constructor(private readonly callId: string, private readonly standing: Standing, readonly speaker: Loudspeaker = new Speaker()) {}

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  snapshot = (): AudioState => this.state;

  get microphoneLevel(): number {
    return this.state.isMuted ? 0 : (this.microphone?.level ?? 0);
  }

  async listen(): Promise<void> {
    this.stop("");
    this.retriedAt = Number.NEGATIVE_INFINITY;
    await this.open("listening", this.next("listening"));
  }

  /**
   * False if it was cancelled by `stop`. The microphone is there already, as the caller must not wait in silence for a
   * permission, and is closed when this fails.
   */
  async takeOver(microphone: Voice): Promise<boolean> {
    this.stop("");
    this.retriedAt = Number.NEGATIVE_INFINITY;
    microphone.isTaken = true;
    this.microphone = microphone;
    return this.open("talking", this.next("talking"));
  }

  /** Asked again meanwhile, it does nothing. */
  async handBack(): Promise<void> {
    if (this.state.isHandingBack) return;
    this.change({ isHandingBack: true });
    try {
      await handBackCall(this.callId);
      this.stop("HANDED_BACK");
    } finally {
      this.change({ isHandingBack: false });
    }
  }

  mute(isMuted: boolean): void {
    this.change({ isMuted });
  }

  silence(sides: Partial<Pick<AudioState, "isCallerSilent" | "isAgentSilent">>): void {
    this.change(sides);
    this.speaker.setGains(this.state.isCallerSilent ? 0 : 1, this.state.isAgentSilent ? 0 : 1);
  }

  /** Hands a call back that was taken over: by closing the connection, or by a request where there is none yet. */
  stop(ended: string): void {
    this.next(undefined);
    this.socket?.close();
    this.socket = undefined;
    if (this.isOwed) this.giveBack();
    this.microphone?.close();
    this.microphone = undefined;
    this.speaker.stop();
    this.change({ mode: "off", isOpening: false, isMuted: false, ended });
  }

  close(): void {
    this.stop("");
    this.listeners.clear();
  }

  /** What was begun before is not wanted any more. */
  private next(wanted: Mode | undefined): number {
    this.wanted = wanted;
    this.generation += 1;
    return this.generation;
  }

  private async open(mode: Mode, generation: number): Promise<boolean> {
    this.change({ isOpening: true, ended: "" });
    try {
      const path = await this.ticket(mode, generation);
      if (generation !== this.generation) return false;
      await this.connect(path, mode, generation);
      return generation === this.generation;
    } catch (error) {
      if (generation !== this.generation) return false;
      this.stop("");
      throw error;
    }
  }

  private async ticket(mode: Mode, generation: number): Promise<string> {
    if (mode === "listening") return (await listenToCall(this.callId)).websocket_path;
    await this.handingBack;
    if (generation !== this.generation) return "";
    const { websocket_path: path } = await takeOverCall(this.callId);
    if (generation === this.generation) this.isOwed = true;
    else if (this.wanted !== "talking") this.giveBack();
    return path;
  }

  /** If it cannot be said, the server hands back when nobody has connected for a while. */
  private giveBack(): void {
    this.isOwed = false;
    this.handingBack = handBackCall(this.callId).then(() => undefined, () => undefined);
  }

  /** Until one hears; ApiError if it does not come to that. */
  private connect(path: string, mode: Mode, generation: number): Promise<void> {
    return new Promise((begun, refused) => {
      let hasBegun = false;
      const fail = (reason: string) => refused(new ApiError({ status: 0, reason, message: "" }));
      this.socket = new LiveSocket(path, {
        onFormat: (format) => {
          if (generation !== this.generation) return;
          this.isOwed = false;
          this.begin(format, mode, generation).then(() => {
            hasBegun = true;
            begun();
          }, () => fail("AUDIO_FAILED"));
        },
        onAudio: (samples) => this.speaker.play(samples),
        onClose: (code, reason) => {
          if (!hasBegun) fail(reason || CONNECTION_LOST);
          else if (generation === this.generation) void this.lose(mode, code, reason);
        },
      });
    });
  }

  private async begin(format: Format, mode: Mode, generation: number): Promise<void> {
    const { socket, microphone } = this;
    await this.speaker.start(format.sample_rate_hz);
    if (generation !== this.generation) return;
    if (mode === "talking") {
      await microphone?.start(format.microphone?.sample_rate_hz ?? format.sample_rate_hz, (bytes) => {
        if (this.state.isMuted) socket?.remainSilent();
        else socket?.send(bytes);
      });
    }
    if (generation !== this.generation) return;
    this.change({ mode, isOpening: false });
    // Who talks would hear themselves as the agent's side.
    this.silence({ isCallerSilent: false, isAgentSilent: mode === "talking" });
  }

  /** A connection that broke is opened once more, before the server hands back; after that one has to want it. */
  private async lose(mode: Mode, code: number, reason: string): Promise<void> {
    const leftMs = LOST_MS - (Date.now() - (this.socket?.heardAt ?? 0));
    const isOften = Date.now() - this.retriedAt < STEADY_MS;
    if (code === DONE || reason || isOften || leftMs <= RETRY_MS) return this.stop(reason || CONNECTION_LOST);
    this.retriedAt = Date.now();
    const generation = this.next(mode);
    const giveUp = setTimeout(() => generation === this.generation && this.stop(CONNECTION_LOST), leftMs);
    this.speaker.stop();
    this.change({ isOpening: true });
    try {
      const why = await this.whyNot(mode);
      if (generation !== this.generation) return;
      if (why) return this.stop(why);
      await this.open(mode, generation);
    } catch (error) {
      this.stop(isReason(error, "CALL_NOT_LIVE") ? "CALL_OVER" : isReason(error, "AUDIO_FAILED") ? "AUDIO_FAILED" : CONNECTION_LOST);
    } finally {
      clearTimeout(giveUp);
    }
  }

  /** An agent that was given the call back meanwhile is not silenced again by itself. */
  private async whyNot(mode: Mode): Promise<string> {
    let isHandedBack = false;
    const look = () => {
      if (this.standing.talker() === "agent") isHandedBack = true;
    };
    look();
    const leave = this.standing.subscribe(look);
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    leave();
    if (mode === "listening") return "";
    if (isHandedBack) return "HANDED_BACK";
    return this.standing.talker() === "operator" ? "" : CONNECTION_LOST;
  }

  private change(patch: Partial<AudioState>): void {
    this.state = { ...this.state, ...patch };
    for (const listener of this.listeners) listener();
  }
}
