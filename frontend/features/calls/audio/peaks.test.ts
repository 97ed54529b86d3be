import { describe, expect, it } from "vitest";
import { BLOCK_S, PEAKS_PER_BLOCK, Peaks, blocksToRead, peaksOf } from "./peaks";
import { durationMsOf, wavFormatOf } from "./wav";

function header(parts: { bits?: number; extra?: number } = {}): ArrayBuffer {
  const { bits = 16, extra = 0 } = parts;
  const view = new DataView(new ArrayBuffer(44 + extra));
  const text = (at: number, word: string) => [...word].forEach((letter, index) => view.setUint8(at + index, letter.charCodeAt(0)));
  text(0, "RIFF");
  text(8, "WAVEfmt ");
  view.setUint32(16, 16, true);
  view.setUint16(22, 2, true);
  view.setUint32(24, 8000, true);
  view.setUint16(34, bits, true);
  if (extra > 0) {
    text(36, "LIST");
    view.setUint32(40, extra - 8, true);
  }
  text(36 + extra, "data");
  return view.buffer;
}

describe("the header of a recording", () => {
  it("says where the samples begin, also behind parts nobody needs", () => {
    expect(wavFormatOf(header(), 32_044)).toEqual({ channels: 2, sampleRateHz: 8000, dataStart: 44, sizeBytes: 32_044 });
    expect(wavFormatOf(header({ extra: 20 }), 32_064)?.dataStart).toBe(64);
  });

  it("tells the length", () => {
    const format = wavFormatOf(header(), 44 + 32_000 * 3);
    expect(format && durationMsOf(format)).toBe(3000);
  });

  it("is refused of what is not 16-bit PCM", () => {
    expect(wavFormatOf(header({ bits: 8 }), 99)).toBeUndefined();
    expect(wavFormatOf(new ArrayBuffer(64), 99)).toBeUndefined();
  });
});

describe("peaks", () => {
  it("are the loudest of each track, by itself", () => {
    const samples = new Int16Array(320 * 2);
    samples[0] = -32_768;
    samples[161 * 2 + 1] = 16_384;
    expect(peaksOf(samples, 2, 8000)).toEqual({ caller: Uint8Array.of(255, 0), agent: Uint8Array.of(0, 128) });
  });

  it("are unknown until their block is read, and then the loudest of a span", () => {
    const peaks = new Peaks(BLOCK_S * 2000);
    expect(peaks.between("caller", 0, 1000)).toBeUndefined();
    const caller = new Uint8Array(PEAKS_PER_BLOCK);
    caller[3] = 255;
    peaks.fill(0, { caller, agent: new Uint8Array(PEAKS_PER_BLOCK) });
    expect(peaks.between("caller", 0, 1000)).toBe(1);
    expect(peaks.between("agent", 0, 1000)).toBe(0);
    expect(peaks.share).toBe(0.5);
  });

  it("are read for what is in sight first, and of a long recording for nothing else", () => {
    const peaks = new Peaks(3 * 60 * 60 * 1000);
    expect(peaks.tracks.caller.byteLength).toBeLessThan(600_000);
    expect(blocksToRead(peaks, 40_000, 80_000, false)).toEqual([2, 3]);
    expect(blocksToRead(peaks, 40_000, 80_000, true).slice(0, 3)).toEqual([2, 3, 4]);
    expect(blocksToRead(peaks, 40_000, 80_000, true)).toHaveLength(540);
  });
});
