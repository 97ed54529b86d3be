import { askForMicrophone, captureOf } from "@/lib/microphone";

const RATE_HZ = 16_000;

interface SoundEvents {
  onFrame: (samples: ArrayBuffer) => void;
  /** A message was heard to its end, as the loudspeaker has it. */
  onPlayed: (sequence: number) => void;
  onCleared: (id: number, lastPlayed: number) => void;
  onLevel: (side: "caller" | "agent", value: number) => void;
}

type FromPlayback =
  | { type: "played"; sequence: number }
  | { type: "cleared"; id: number; lastPlayed: number }
  | { type: "level"; value: number };

/** The microphone and the loudspeaker of a browser call, both worked on away from the page. */
export class Sound {
  private constructor(
    private readonly stream: MediaStream,
    private readonly input: AudioContext,
    private readonly output: AudioContext,
    private readonly capture: AudioWorkletNode,
    private readonly playback: AudioWorkletNode,
  ) {}

  /** Asks for the microphone. Throws what the browser says: NotAllowedError, NotFoundError, NotReadableError… */
  static async open(events: SoundEvents): Promise<Sound> {
    const stream = await askForMicrophone();
    try {
      // The microphone keeps its own rate: not every browser joins contexts of different rates.
      const input = new AudioContext({ latencyHint: "interactive" });
      const output = new AudioContext({ latencyHint: "interactive", sampleRate: RATE_HZ });
      const onFrame = (samples: ArrayBuffer, level: number) => {
        events.onFrame(samples);
        events.onLevel("caller", level);
      };
      const [capture] = await Promise.all([captureOf(stream, input, RATE_HZ, onFrame), output.audioWorklet.addModule("/audio/playback.js"), input.resume(), output.resume()]);
      const playback = new AudioWorkletNode(output, "playback", { numberOfInputs: 0, outputChannelCount: [1] });
      const sound = new Sound(stream, input, output, capture, playback);
      sound.connect(events);
      return sound;
    } catch (error) {
      for (const track of stream.getTracks()) track.stop();
      throw error;
    }
  }

  private connect(events: SoundEvents): void {
    this.playback.port.onmessage = ({ data }: MessageEvent<FromPlayback>) => {
      if (data.type === "level") events.onLevel("agent", data.value);
      else if (data.type === "cleared") events.onCleared(data.id, data.lastPlayed);
      // What left the worklet is heard a little later.
      else setTimeout(() => events.onPlayed(data.sequence), (this.output.outputLatency || this.output.baseLatency) * 1000);
    };
    this.playback.connect(this.output.destination);
  }

  play(sequence: number, samples: Int16Array<ArrayBuffer>): void {
    this.playback.port.postMessage({ type: "play", sequence, samples }, [samples.buffer]);
  }

  clear(id: number): void {
    this.playback.port.postMessage({ type: "clear", id });
  }

  mute(isMuted: boolean): void {
    this.capture.port.postMessage({ type: "mute", isMuted });
  }

  close(): void {
    for (const track of this.stream.getTracks()) track.stop();
    this.capture.port.onmessage = null;
    this.playback.port.onmessage = null;
    void this.input.close();
    void this.output.close();
  }
}
