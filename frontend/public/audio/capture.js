import { Downsampler } from "./downsampler.js";

const FRAMES_PER_S = 50;

/** The microphone as 20 ms of 16-bit samples at the rate that the call wants; silence while it is muted. */
class Capture extends AudioWorkletProcessor {
  #downsampler;
  #frame;
  #filled = 0;
  #peak = 0;
  #isMuted = false;

  constructor({ processorOptions: { sampleRateHz } }) {
    super();
    this.#downsampler = new Downsampler(sampleRate, sampleRateHz);
    this.#frame = new Int16Array(Math.round(sampleRateHz / FRAMES_PER_S));
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
    if (this.#filled < this.#frame.length) return;
    const samples = this.#frame.slice().buffer;
    this.port.postMessage({ samples, level: this.#peak }, [samples]);
    this.#filled = 0;
    this.#peak = 0;
  }
}

registerProcessor("capture", Capture);
