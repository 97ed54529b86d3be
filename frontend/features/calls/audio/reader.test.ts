import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { fakeEdge, refusal } from "@/tests/edge";
import { PeaksReader } from "./reader";

class FakeWorker extends EventTarget {
  postMessage() {
    return undefined;
  }
  terminate() {
    return undefined;
  }
}

let reader: PeaksReader;

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("Worker", FakeWorker);
});

afterEach(() => {
  reader.close();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const part = () => new Response(new ArrayBuffer(8), { status: 206, headers: { "content-range": "bytes 0-7/8" } });

it("asks again for what a busy server did not give", async () => {
  const edge = fakeEdge(() => (edge.seen.length < 3 ? refusal(503, "UNAVAILABLE") : part()));
  reader = new PeaksReader("/v1/calls/c/recording", true);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(edge.seen).toHaveLength(3);
  expect(reader.error).toBeUndefined();
  expect(reader.version).toBe(1);
});

it("waits as long as the server wants, and does not ask for ever", async () => {
  const edge = fakeEdge(() => refusal(429, "RESOURCE_EXHAUSTED", [{ retry_delay: "20s" }]));
  reader = new PeaksReader("/v1/calls/c/recording", true);
  await vi.advanceTimersByTimeAsync(19_000);
  expect(edge.seen).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(300_000);
  expect(edge.seen).toHaveLength(4);
  expect(reader.error).toMatchObject({ reason: "RESOURCE_EXHAUSTED" });
});

it("does not ask again for what is refused", async () => {
  const edge = fakeEdge(() => refusal(404, "NOT_FOUND"));
  reader = new PeaksReader("/v1/calls/c/recording", true);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(edge.seen).toHaveLength(1);
  expect(reader.error).toMatchObject({ reason: "NOT_FOUND" });
});
