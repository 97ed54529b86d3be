// The two encodings of the contract: signed 16-bit PCM and G.711 mu-law, both mono.

import type { AudioFormat } from "./contracts.js";
import { Invalid } from "./refusals.js";

const LOWEST_HZ = 8_000;
const HIGHEST_HZ = 48_000;

export class Encoder {
  readonly rateHz: number;
  private readonly isMulaw: boolean;

  constructor(format: AudioFormat | null) {
    const encoding = format?.encoding ?? "";
    if (!["AUDIO_ENCODING_PCM_S16LE", "AUDIO_ENCODING_MULAW"].includes(encoding)) {
      throw new Invalid("config.audio_format.encoding", "must be PCM_S16LE or MULAW");
    }
    this.rateHz = format?.sample_rate_hz ?? 0;
    if (this.rateHz < LOWEST_HZ || this.rateHz > HIGHEST_HZ) {
      throw new Invalid("config.audio_format.sample_rate_hz", `must be from ${LOWEST_HZ} to ${HIGHEST_HZ}`);
    }
    this.isMulaw = encoding === "AUDIO_ENCODING_MULAW";
  }

  /** Writes samples from -32768 to 32767. */
  write(samples: Int16Array): Buffer {
    if (this.isMulaw) return Buffer.from(Uint8Array.from(samples, mulaw));
    const audio = Buffer.alloc(samples.length * 2);
    samples.forEach((sample, at) => audio.writeInt16LE(sample, at * 2));
    return audio;
  }

  durationMs(size: number): number {
    return ((size / (this.isMulaw ? 1 : 2)) * 1_000) / this.rateHz;
  }
}

function mulaw(sample: number): number {
  const sign = sample < 0 ? 0x80 : 0;
  const magnitude = Math.min(Math.abs(sample), 32_635) + 132;
  const exponent = 31 - Math.clz32(magnitude) - 7;
  return ~(sign | (exponent << 4) | ((magnitude >> (exponent + 3)) & 15)) & 0xff;
}
