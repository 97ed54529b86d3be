/** Plays stereo blocks of a live call at the rate they come in. */
export class Speaker {
  /** The loudest of the last 50 ms: caller, agent. */
  levels: readonly [number, number] = [0, 0];
  private context: AudioContext | undefined;
  private node: AudioWorkletNode | undefined;
  private gains: readonly [number, number] = [1, 1];

  async start(sampleRateHz: number): Promise<void> {
    this.stop();
    const context = new AudioContext({ sampleRate: sampleRateHz });
    this.context = context;
    await context.audioWorklet.addModule("/audio/listening.js");
    if (this.context !== context) return;
    this.node = new AudioWorkletNode(context, "listening", { numberOfInputs: 0, outputChannelCount: [2] });
    this.node.port.addEventListener("message", ({ data }: MessageEvent<[number, number]>) => {
      this.levels = data;
    });
    this.node.port.start();
    this.node.port.postMessage({ gains: this.gains });
    this.node.connect(context.destination);
    await context.resume();
  }

  play(samples: ArrayBuffer): void {
    this.node?.port.postMessage(samples, [samples]);
  }

  setGains(caller: number, agent: number): void {
    this.gains = [caller, agent];
    this.node?.port.postMessage({ gains: this.gains });
  }

  stop(): void {
    this.node?.disconnect();
    this.node = undefined;
    void this.context?.close();
    this.context = undefined;
    this.levels = [0, 0];
  }
}
