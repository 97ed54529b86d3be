import { type Tracks, peaksOf } from "./peaks";

/** Finds peaks off the page's thread: it stays smooth while a recording is read. */

export interface PeaksRequest {
  block: number;
  bytes: ArrayBuffer;
  channels: number;
  sampleRateHz: number;
}

export interface PeaksAnswer extends Tracks {
  block: number;
}

addEventListener("message", ({ data }: MessageEvent<PeaksRequest>) => {
  const samples = new Int16Array(data.bytes, 0, data.bytes.byteLength >> 1);
  const answer: PeaksAnswer = { block: data.block, ...peaksOf(samples, data.channels, data.sampleRateHz) };
  postMessage(answer);
});
