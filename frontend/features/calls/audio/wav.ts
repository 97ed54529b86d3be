/** Reads the header of a WAV file. */

export interface WavFormat {
  channels: number;
  sampleRateHz: number;
  /** Where the samples begin, and the file's size. */
  dataStart: number;
  sizeBytes: number;
}

export const HEADER_BYTES = 512;
const FMT = 0x666d7420;
const DATA = 0x64617461;
const RIFF = 0x52494646;
const PCM_BITS = 16;

/** Undefined if it is not 16-bit PCM. */
export function wavFormatOf(header: ArrayBuffer, sizeBytes: number): WavFormat | undefined {
  const view = new DataView(header);
  if (view.byteLength < 12 || view.getUint32(0) !== RIFF) return undefined;
  let format: Pick<WavFormat, "channels" | "sampleRateHz"> | undefined;
  for (let at = 12; at + 8 <= view.byteLength; ) {
    const length = view.getUint32(at + 4, true);
    if (view.getUint32(at) === DATA) return format && { ...format, dataStart: at + 8, sizeBytes };
    if (view.getUint32(at) === FMT && at + 24 <= view.byteLength) {
      if (view.getUint16(at + 22, true) !== PCM_BITS) return undefined;
      format = { channels: view.getUint16(at + 10, true), sampleRateHz: view.getUint32(at + 12, true) };
    }
    at += 8 + length + (length % 2);
  }
  return undefined;
}

export function durationMsOf(format: WavFormat): number {
  return ((format.sizeBytes - format.dataStart) / (format.channels * 2) / format.sampleRateHz) * 1000;
}
