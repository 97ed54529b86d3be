import { expect, it } from "vitest";
import type { TurnTimes } from "./api/calls";
import { percentile, scaleOf } from "./latency";

it("percentiles are times that were measured", () => {
  expect(percentile([30, 10, 20, 40], 50)).toBe(20);
  expect(percentile([30, 10, 20, 40], 95)).toBe(40);
  expect(percentile([], 50)).toBeUndefined();
});

it("one turn that took very long does not make all others invisible", () => {
  const turns = [...Array.from({ length: 99 }, () => 700), 60_000].map((ms) => ({ first_byte_ms: ms }) as TurnTimes);
  expect(scaleOf(turns)).toBe(1000);
  expect(scaleOf([])).toBe(500);
});
