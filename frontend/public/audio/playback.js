import { PlaybackQueue } from "./playback-queue.js";

const LEVEL_EVERY = 6;

/** Plays the agent. In: `play`, `clear`. Out: `played` and `cleared` as they are true, and the level. */
class Playback extends AudioWorkletProcessor {
  #queue = new PlaybackQueue();
  #rounds = 0;
  #peak = 0;

  constructor() {
    super();
    this.port.onmessage = ({ data }) => {
      if (data.type === "play") this.#queue.push(data.sequence, data.samples);
      if (data.type === "clear") this.port.postMessage({ type: "cleared", id: data.id, lastPlayed: this.#queue.clear() });
    };
  }

  process(_inputs, [[output]]) {
    const isEnd = this.#queue.fill(output);
    if (isEnd) this.port.postMessage({ type: "played", sequence: this.#queue.lastPlayed });
    for (const sample of output) this.#peak = Math.max(this.#peak, Math.abs(sample));
    this.#rounds += 1;
    if (this.#rounds % LEVEL_EVERY === 0) {
      this.port.postMessage({ type: "level", value: this.#peak });
      this.#peak = 0;
    }
    return true;
  }
}

registerProcessor("playback", Playback);
