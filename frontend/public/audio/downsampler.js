const HALF_TAPS = 16;

/** Brings audio to a lower rate; what the lower rate cannot hold is filtered out first. */
export class Downsampler {
  #history = new Float32Array(0);
  #position = 0;

  constructor(from, to) {
    this.step = from / to;
    this.cutoff = Math.min(1, to / from) * 0.92;
    this.reach = Math.ceil(HALF_TAPS * Math.max(1, this.step));
    this.#history = new Float32Array(this.reach);
    this.#position = this.reach;
  }

  /** The samples at the lower rate that are complete with these. */
  push(input) {
    const samples = new Float32Array(this.#history.length + input.length);
    samples.set(this.#history);
    samples.set(input, this.#history.length);
    const output = [];
    while (this.#position + this.reach < samples.length) {
      output.push(this.#at(samples, this.#position));
      this.#position += this.step;
    }
    const done = Math.max(0, Math.floor(this.#position) - this.reach);
    this.#history = samples.slice(done);
    this.#position -= done;
    return Float32Array.from(output);
  }

  /** A windowed sinc around a place between samples. */
  #at(samples, place) {
    const middle = Math.floor(place);
    let sum = 0;
    let weight = 0;
    for (let at = middle - this.reach + 1; at <= middle + this.reach; at += 1) {
      const distance = at - place;
      const x = Math.PI * distance * this.cutoff;
      const window = 0.5 + 0.5 * Math.cos((Math.PI * distance) / (this.reach + 1));
      const factor = (Math.abs(x) < 1e-9 ? 1 : Math.sin(x) / x) * window;
      sum += samples[at] * factor;
      weight += factor;
    }
    return sum / weight;
  }
}
