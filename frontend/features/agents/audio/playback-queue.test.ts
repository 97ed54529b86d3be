import { expect, test } from "vitest";
// The worklet's own file, as browsers load it.
// @ts-expect-error -- it is JavaScript without types
import { Downsampler } from "@/public/audio/downsampler.js";
// @ts-expect-error -- it is JavaScript without types
import { PlaybackQueue } from "@/public/audio/playback-queue.js";

interface Queue {
  push: (sequence: number, samples: Int16Array) => boolean;
  fill: (output: Float32Array) => boolean;
  clear: () => number;
  lastPlayed: number;
  buffered: number;
}

const queueOf = (options: object): Queue => new (PlaybackQueue as new (options: object) => Queue)(options);
const tone = (length: number, value = 16_384) => new Int16Array(length).fill(value);
const heard = (queue: Queue, length: number) => {
  const output = new Float32Array(length);
  queue.fill(output);
  return output;
};

test("nothing sounds before enough has come to play without gaps", () => {
  const queue = queueOf({ prebuffer: 200, patience: 10_000 });
  queue.push(1, tone(100));
  expect(heard(queue, 50).every((sample) => sample === 0)).toBe(true);
  queue.push(2, tone(100));
  expect(heard(queue, 50).every((sample) => sample === 0.5)).toBe(true);
});

test("a short message sounds although nothing follows it", () => {
  const queue = queueOf({ prebuffer: 1_000, patience: 100 });
  queue.push(1, tone(20));
  heard(queue, 50);
  expect(heard(queue, 50)[0]).toBe(0.5);
  expect(queue.lastPlayed).toBe(1);
});

test("a message counts as played when its last sample has left, not before", () => {
  const queue = queueOf({ prebuffer: 0 });
  queue.push(7, tone(100));
  expect(queue.fill(new Float32Array(60))).toBe(false);
  expect(queue.lastPlayed).toBe(0);
  expect(queue.fill(new Float32Array(60))).toBe(true);
  expect(queue.lastPlayed).toBe(7);
});

test("clearing stops at once without a click, and tells what was heard", () => {
  const queue = queueOf({ prebuffer: 0, fade: 10 });
  queue.push(1, tone(50));
  queue.push(2, tone(50));
  heard(queue, 80);
  expect(queue.clear()).toBe(1);
  expect(queue.buffered).toBe(0);
  const tail = heard(queue, 50);
  expect(tail[0]).toBeLessThan(0.5);
  expect(tail[0]).toBeGreaterThan(0.3);
  expect([...tail.slice(10)].every((sample) => sample === 0)).toBe(true);
});

test("the queue has a bound", () => {
  const queue = queueOf({ limit: 100 });
  expect([queue.push(1, tone(100)), queue.push(2, tone(1))]).toEqual([true, false]);
});

test("speech keeps its rate and level from 48 to 16 kHz; what 16 kHz cannot hold is gone", () => {
  const level = (hz: number) => {
    const downsampler = new (Downsampler as new (from: number, to: number) => { push: (input: Float32Array) => Float32Array })(48_000, 16_000);
    const parts: number[] = [];
    for (let block = 0; block < 100; block += 1) {
      parts.push(...downsampler.push(Float32Array.from({ length: 128 }, (_, at) => Math.sin((2 * Math.PI * hz * (block * 128 + at)) / 48_000))));
    }
    expect(Math.abs(parts.length - 12_800 / 3)).toBeLessThan(30);
    const middle = parts.slice(200, -200);
    return Math.sqrt(middle.reduce((sum, sample) => sum + sample * sample, 0) / middle.length) * Math.SQRT2;
  };
  expect(level(1_000)).toBeCloseTo(1, 1);
  expect(level(12_000)).toBeLessThan(0.02);
});
