// Plays both sides of a call as they come, a little behind, so that a late block is not heard.
const WAIT_S = 0.2;
const LONGEST_S = 1.5;
const REPORT_S = 0.05;
// Each side also a little in the other ear: a voice in one ear only is tiring.
const ACROSS = 0.4;

class Playback extends AudioWorkletProcessor {
  constructor() {
    super();
    this.size = Math.ceil(sampleRate * LONGEST_S);
    this.sides = [new Float32Array(this.size), new Float32Array(this.size)];
    this.gains = [1, 1];
    this.start = 0;
    this.count = 0;
    this.isPlaying = false;
    this.loudest = [0, 0];
    this.untilReport = 0;
    this.port.onmessage = ({ data }) => (data.gains ? (this.gains = data.gains) : this.take(new Int16Array(data)));
  }

  take(samples) {
    const frames = samples.length >> 1;
    const over = this.count + frames - this.size;
    if (over > 0) this.drop(over);
    for (let frame = 0; frame < frames; frame++) {
      const at = (this.start + this.count + frame) % this.size;
      this.sides[0][at] = samples[frame * 2] / 32768;
      this.sides[1][at] = samples[frame * 2 + 1] / 32768;
    }
    this.count += frames;
    if (this.count >= sampleRate * WAIT_S) this.isPlaying = true;
  }

  drop(frames) {
    const gone = Math.min(frames, this.count);
    this.start = (this.start + gone) % this.size;
    this.count -= gone;
  }

  process(_inputs, [[left, right]]) {
    if (this.count < left.length) this.isPlaying = false;
    if (this.isPlaying) this.play(left, right);
    this.untilReport -= left.length / sampleRate;
    if (this.untilReport <= 0) this.report();
    return true;
  }

  play(left, right) {
    for (let frame = 0; frame < left.length; frame++) {
      const at = (this.start + frame) % this.size;
      const [caller, agent] = [this.sides[0][at], this.sides[1][at]];
      this.loudest[0] = Math.max(this.loudest[0], Math.abs(caller));
      this.loudest[1] = Math.max(this.loudest[1], Math.abs(agent));
      const [one, other] = [caller * this.gains[0], agent * this.gains[1]];
      left[frame] = one + other * ACROSS;
      if (right) right[frame] = other + one * ACROSS;
    }
    this.drop(left.length);
  }

  report() {
    this.port.postMessage(this.loudest);
    this.loudest = [0, 0];
    this.untilReport = REPORT_S;
  }
}

registerProcessor("listening", Playback);
