import { Downsampler } from "./downsampler.js";

const RATE_HZ = 16_000;
const FRAME = 320;

/** The microphone as 20 ms of 16-bit samples at 16 kHz; silence while it is muted. */
class Capture extends AudioWorkletProcessor {
  #downsampler = new Downsampler(sampleRate, RATE_HZ);
  #frame = new Int16Array(FRAME);
  #filled = 0;
  #peak = 0;
  #isMuted = false;

  constructor() {
    super();
    this.port.onmessage = ({ data }) => {
      if (data.type === "mute") this.#isMuted = data.isMuted;
    };
  }

  process([[input]]) {
    if (!input) return true;
    for (const sample of this.#downsampler.push(input)) this.#take(this.#isMuted ? 0 : sample);
    return true;
  }

  #take(sample) {
    const bounded = Math.max(-1, Math.min(1, sample));
    this.#peak = Math.max(this.#peak, Math.abs(bounded));
    this.#frame[this.#filled] = Math.round(bounded * 32_767);
    this.#filled += 1;
    if (this.#filled < FRAME) return;
    this.port.postMessage({ samples: this.#frame.buffer, level: this.#peak }, [this.#frame.buffer]);
    this.#frame = new Int16Array(FRAME);
    this.#filled = 0;
    this.#peak = 0;
  }
}

registerProcessor("capture", Capture);
