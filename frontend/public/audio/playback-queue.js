/**
 * What is to be heard, in order: gathers a little before it begins, so that uneven arrival is not heard,
 * and knows which message was heard to its end.
 */
export class PlaybackQueue {
  #pieces = [];
  #offset = 0;
  #buffered = 0;
  #waited = 0;
  #isPlaying = false;
  #lastPlayed = 0;
  #fade = 0;
  #lastSample = 0;

  /** Counts of samples: to gather at first, to wait for more at most, to keep at most, and to fade out in. */
  constructor({ prebuffer = 1280, patience = 960, limit = 16_000 * 300, fade = 80 } = {}) {
    Object.assign(this, { prebuffer, patience, limit, fadeLength: fade });
  }

  get lastPlayed() {
    return this.#lastPlayed;
  }

  get buffered() {
    return this.#buffered;
  }

  /** False if there is no room: it is dropped then. */
  push(sequence, samples) {
    if (this.#buffered + samples.length > this.limit) return false;
    this.#pieces.push({ sequence, samples });
    this.#buffered += samples.length;
    return true;
  }

  /** Forgets all that waits and fades out what sounds; says what was heard to its end. */
  clear() {
    this.#pieces = [];
    this.#offset = 0;
    this.#buffered = 0;
    this.#waited = 0;
    if (this.#isPlaying) this.#fade = this.fadeLength;
    this.#isPlaying = false;
    return this.#lastPlayed;
  }

  /** Writes the next samples, from -1 to 1; true if a message came to its end. */
  fill(output) {
    output.fill(0);
    this.#fadeOut(output);
    if (!this.#mayPlay(output.length)) return false;
    const before = this.#lastPlayed;
    let written = 0;
    while (written < output.length && this.#pieces.length > 0) written = this.#copy(output, written);
    if (this.#pieces.length === 0) {
      this.#isPlaying = false;
      this.#waited = 0;
    }
    return this.#lastPlayed !== before;
  }

  #copy(output, from) {
    const { sequence, samples } = this.#pieces[0];
    const count = Math.min(output.length - from, samples.length - this.#offset);
    for (let at = 0; at < count; at += 1) output[from + at] = samples[this.#offset + at] / 32_768;
    this.#lastSample = count > 0 ? output[from + count - 1] : this.#lastSample;
    this.#offset += count;
    this.#buffered -= count;
    if (this.#offset >= samples.length) {
      this.#pieces.shift();
      this.#offset = 0;
      this.#lastPlayed = sequence;
    }
    return from + count;
  }

  /** Begins once enough is there, or once no more has come for a while. */
  #mayPlay(length) {
    if (this.#pieces.length === 0) return false;
    if (!this.#isPlaying) {
      this.#waited += length;
      this.#isPlaying = this.#buffered >= this.prebuffer || this.#waited >= this.patience;
    }
    return this.#isPlaying;
  }

  #fadeOut(output) {
    for (let at = 0; at < output.length && this.#fade > 0; at += 1) {
      this.#fade -= 1;
      output[at] = this.#lastSample * (this.#fade / this.fadeLength);
    }
  }
}
