import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { fakeEdge } from "@/tests/edge";
import { CallWatch } from "./watch";

/** A stream as the edge's, that breaks when it is not wanted any more. */
class FakeStream {
  static all: FakeStream[] = [];
  private readonly text = new TextEncoder();
  private control: ReadableStreamDefaultController<Uint8Array> | undefined;
  readonly answer: Response;
  constructor(readonly url: string, signal: AbortSignal) {
    this.answer = new Response(new ReadableStream<Uint8Array>({ start: (control) => void (this.control = control) }));
    signal.addEventListener("abort", () => this.control?.error(new DOMException("", "AbortError")));
    FakeStream.all.push(this);
  }
  async says(line: object) {
    this.control?.enqueue(this.text.encode(`${JSON.stringify(line)}\n`));
    await settle();
  }
  async breaks() {
    this.control?.close();
    await settle();
  }
}

/** Streams hand on in many small steps. */
async function settle() {
  for (let step = 0; step < 30; step++) await vi.advanceTimersByTimeAsync(0);
}

const newest = () => FakeStream.all.at(-1) as FakeStream;
const call = { call: { id: "c", state: "CALL_STATE_IN_PROGRESS" } };

describe("the watch of one call", () => {
  let watch: CallWatch;
  let frames: (() => void)[];

  beforeEach(async () => {
    vi.useFakeTimers();
    FakeStream.all = [];
    frames = [];
    vi.stubGlobal("requestAnimationFrame", (draw: () => void) => frames.push(draw));
    fakeEdge((request) => new FakeStream(request.url, request.signal).answer);
    watch = new CallWatch("c");
    await settle();
  });

  afterEach(() => {
    watch.close();
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  const draw = () => frames.splice(0).forEach((each) => each());
  async function pass(ms: number) {
    await vi.advanceTimersByTimeAsync(ms);
    await settle();
  }

  it("is live once something was heard", async () => {
    await newest().says(call);
    expect(watch.state.phase).toBe("connecting");
    draw();
    expect(watch.state).toMatchObject({ phase: "live", call: { id: "c" } });
  });

  it("is not called live by what was still to be drawn when the stream broke, and keeps it", async () => {
    await newest().says(call);
    draw();
    await newest().says({ event: { sequence: "1" } });
    await newest().breaks();
    draw();
    expect(watch.state).toMatchObject({ phase: "down", events: [{ sequence: "1" }] });
  });

  it("is live again once the next stream says something, from where it was", async () => {
    await newest().says({ event: { sequence: "7" } });
    await newest().breaks();
    await pass(2_000);
    expect(newest().url).toContain("after_sequence=7");
    expect(watch.state.phase).toBe("down");
    await newest().says(call);
    draw();
    expect(watch.state.phase).toBe("live");
  });

  it("looks whether a stream that is quiet for long still is one, and stays live if so", async () => {
    await newest().says(call);
    draw();
    await pass(21_000);
    expect(FakeStream.all).toHaveLength(2);
    await newest().says(call);
    draw();
    await pass(15_000);
    expect(FakeStream.all).toHaveLength(2);
    expect(watch.state.phase).toBe("live");
  });

  it("is down when nothing answers that", async () => {
    await newest().says(call);
    draw();
    await pass(21_000);
    await pass(9_000);
    expect(watch.state).toMatchObject({ phase: "down", error: { reason: "DEADLINE_EXCEEDED" } });
  });
});
