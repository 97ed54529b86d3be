import { expect, it, vi } from "vitest";

interface Block {
  samples: ArrayBuffer;
  level: number;
}

it.each([8_000, 16_000])("gives 20 ms blocks at the %i Hz that the call wants", async (sampleRateHz) => {
  const blocks: Block[] = [];
  let made: (new (options: object) => { process: (inputs: Float32Array[][]) => boolean }) | undefined;
  class FakeProcessor {
    port = { postMessage: (block: Block) => blocks.push(block) };
  }
  vi.stubGlobal("AudioWorkletProcessor", FakeProcessor);
  vi.stubGlobal("sampleRate", 48_000);
  vi.stubGlobal("registerProcessor", (_name: string, processor: typeof made) => (made = processor));
  vi.resetModules();
  // @ts-expect-error -- it is JavaScript without types
  await import("@/public/audio/capture.js");
  const capture = new (made as NonNullable<typeof made>)({ processorOptions: { sampleRateHz } });
  for (let passed = 0; passed < 48_000; passed += 128) capture.process([[new Float32Array(128).fill(0.5)]]);
  expect(Math.abs(blocks.length - 50)).toBeLessThanOrEqual(1);
  expect(blocks.every(({ samples }) => samples.byteLength === (sampleRateHz / 50) * 2)).toBe(true);
  const [first, second] = blocks.slice(-2).map(({ samples }) => new Int16Array(samples));
  expect(first).not.toBe(second);
  expect(second?.[10]).toBeCloseTo(0.5 * 32_767, -1);
  vi.unstubAllGlobals();
});
