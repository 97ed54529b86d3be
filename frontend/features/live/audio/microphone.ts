import { ApiError } from "@/lib/errors";

/** The microphone of whoever talks with a caller. */
export class Microphone {
  level = 0;
  /** A call has it, and will close it. */
  isTaken = false;
  private context: AudioContext | undefined;
  private isClosed = false;

  private constructor(private readonly stream: MediaStream) {}

  /** Asks for it; refused with MICROPHONE_REFUSED or MICROPHONE_MISSING. */
  static async open(): Promise<Microphone> {
    try {
      const audio = { echoCancellation: true, noiseSuppression: true, autoGainControl: true, channelCount: 1 };
      return new Microphone(await navigator.mediaDevices.getUserMedia({ audio }));
    } catch (error) {
      const isRefused = error instanceof DOMException && error.name === "NotAllowedError";
      throw new ApiError({ status: 0, reason: isRefused ? "MICROPHONE_REFUSED" : "MICROPHONE_MISSING", message: "" });
    }
  }

  /** Blocks of 16-bit samples, 40 ms each, until it is closed. A context of its own: browsers want the device's rate. */
  async start(sampleRateHz: number, onBlock: (bytes: ArrayBuffer) => void): Promise<void> {
    await this.context?.close();
    if (this.isClosed) return;
    const context = new AudioContext();
    this.context = context;
    await context.audioWorklet.addModule("/audio/microphone.js");
    if (this.context !== context) return;
    const node = new AudioWorkletNode(context, "microphone", { numberOfOutputs: 0, processorOptions: { sampleRateHz } });
    node.port.addEventListener("message", ({ data }: MessageEvent<{ bytes: ArrayBuffer; level: number }>) => {
      this.level = data.level;
      onBlock(data.bytes);
    });
    node.port.start();
    context.createMediaStreamSource(this.stream).connect(node);
  }

  close(): void {
    this.isClosed = true;
    for (const track of this.stream.getTracks()) track.stop();
    void this.context?.close();
    this.context = undefined;
    this.level = 0;
  }
}
