import { ApiError } from "@/lib/errors";
import { askForMicrophone, captureOf } from "@/lib/microphone";

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
      return new Microphone(await askForMicrophone());
    } catch (error) {
      const isRefused = error instanceof DOMException && error.name === "NotAllowedError";
      throw new ApiError({ status: 0, reason: isRefused ? "MICROPHONE_REFUSED" : "MICROPHONE_MISSING", message: "" });
    }
  }

  /** Blocks of 16-bit samples until it is closed. A context of its own: browsers want the device's rate. */
  async start(sampleRateHz: number, onBlock: (bytes: ArrayBuffer) => void): Promise<void> {
    await this.context?.close();
    if (this.isClosed) return;
    const context = new AudioContext({ latencyHint: "interactive" });
    this.context = context;
    await captureOf(this.stream, context, sampleRateHz, (bytes, level) => {
      if (this.context !== context) return;
      this.level = level;
      onBlock(bytes);
    });
    await context.resume();
  }

  close(): void {
    this.isClosed = true;
    for (const track of this.stream.getTracks()) track.stop();
    void this.context?.close();
    this.context = undefined;
    this.level = 0;
  }
}
