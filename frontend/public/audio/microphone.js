// Turns the microphone into 16-bit samples at the rate that the call wants.
const BLOCK_S = 0.04;

class Microphone extends AudioWorkletProcessor {
  constructor({ processorOptions }) {
    super();
    this.rate = processorOptions.sampleRateHz;
    this.block = new Int16Array(Math.round(this.rate * BLOCK_S));
    this.filled = 0;
    this.sum = 0;
    this.weight = 0;
    this.due = 0;
    this.loudest = 0;
  }

  process([[input]]) {
    for (const sample of input ?? []) this.take(sample);
    return true;
  }

  // The mean of what falls into each sample of the lower rate: what it could not carry is damped that way.
  take(sample) {
    this.sum += sample;
    this.weight += 1;
    this.due += this.rate;
    while (this.due >= sampleRate) {
      this.due -= sampleRate;
      this.put(this.weight > 0 ? this.sum / this.weight : sample);
      if (this.due < sampleRate) [this.sum, this.weight] = [0, 0];
    }
  }

  put(value) {
    const clipped = Math.max(-1, Math.min(1, value));
    this.loudest = Math.max(this.loudest, Math.abs(clipped));
    this.block[this.filled++] = Math.round(clipped * 32767);
    if (this.filled < this.block.length) return;
    const bytes = this.block.slice().buffer;
    this.port.postMessage({ bytes, level: this.loudest }, [bytes]);
    [this.filled, this.loudest] = [0, 0];
  }
}

registerProcessor("microphone", Microphone);
