import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { fakeEdge, json, refusal } from "@/tests/edge";
import { LiveFeed } from "./feed";
import { liveCall } from "./live-call.fake";

class FakeSocket extends EventTarget {
  static all: FakeSocket[] = [];
  isClosed = false;
  constructor(readonly url: string) {
    super();
    FakeSocket.all.push(this);
  }
  close() {
    this.isClosed = true;
  }
  say(message: object) {
    this.dispatchEvent(new MessageEvent("message", { data: JSON.stringify(message) }));
  }
  breaks() {
    this.dispatchEvent(new Event("close"));
  }
}

const newest = () => FakeSocket.all.at(-1) as FakeSocket;

describe("the feed of live calls", () => {
  let feed: LiveFeed;
  let leave: () => void;
  let frames: (() => void)[];

  beforeEach(() => {
    vi.useFakeTimers();
    FakeSocket.all = [];
    frames = [];
    vi.stubGlobal("WebSocket", FakeSocket);
    vi.stubGlobal("requestAnimationFrame", (draw: () => void) => frames.push(draw));
    feed = new LiveFeed();
  });

  afterEach(() => {
    leave();
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  async function watch() {
    leave = feed.subscribe(() => undefined);
    await vi.advanceTimersByTimeAsync(0);
  }
  async function draw() {
    await vi.advanceTimersByTimeAsync(100);
    frames.splice(0).forEach((each) => each());
  }

  it("draws once for all that changes between two frames", async () => {
    fakeEdge(() => json({ websocket_path: "/v1/live/monitor/t" }));
    await watch();
    const drawn = vi.fn();
    const stop = feed.subscribe(drawn);
    newest().say({ cursor: "1", snapshot: { calls: [liveCall("1"), liveCall("2")] } });
    for (let turns = 1; turns <= 500; turns++) newest().say({ cursor: String(turns), changed: liveCall("1", { turns }) });
    newest().say({ cursor: "900", ended_call_id: "2" });
    await draw();
    expect(drawn).toHaveBeenCalledTimes(1);
    expect(feed.state).toMatchObject({ phase: "live", calls: [{ call_id: "1", turns: 500 }] });
    stop();
  });

  it("keeps calls that did not change the same objects, so that they are not drawn again", async () => {
    fakeEdge(() => json({ websocket_path: "/v1/live/monitor/t" }));
    await watch();
    newest().say({ cursor: "1", snapshot: { calls: [liveCall("1"), liveCall("2")] } });
    await draw();
    const [first, second] = feed.state.calls;
    newest().say({ cursor: "2", changed: liveCall("2", { turns: 1 }) });
    await draw();
    expect(feed.state.calls[0]).toBe(first);
    expect(feed.state.calls[1]).not.toBe(second);
  });

  it("says at once that it is down, and goes on where it was", async () => {
    fakeEdge(() => json({ websocket_path: "/v1/live/monitor/t" }));
    await watch();
    newest().say({ cursor: "c:7", snapshot: { calls: [liveCall("1")] } });
    await draw();
    newest().breaks();
    expect(feed.state).toMatchObject({ phase: "down", calls: [{ call_id: "1" }] });
    await vi.advanceTimersByTimeAsync(2_000);
    expect(newest().url).toContain("cursor=c%3A7");
    expect(feed.state.phase).toBe("down");
    newest().say({ cursor: "c:8", changed: liveCall("1", { turns: 2 }) });
    await draw();
    expect(feed.state.phase).toBe("live");
  });

  it("takes a connection that says nothing for dead", async () => {
    fakeEdge(() => json({ websocket_path: "/v1/live/monitor/t" }));
    await watch();
    newest().say({ cursor: "1", snapshot: {} });
    await draw();
    const socket = newest();
    await vi.advanceTimersByTimeAsync(30_000);
    expect(feed.state.phase).toBe("live");
    await vi.advanceTimersByTimeAsync(10_000);
    expect(socket.isClosed).toBe(true);
    expect(feed.state.phase).toBe("down");
  });

  it("does not try again what the role does not permit", async () => {
    const edge = fakeEdge(() => refusal(403, "PERMISSION_DENIED"));
    await watch();
    expect(feed.state.phase).toBe("refused");
    await vi.advanceTimersByTimeAsync(60_000);
    expect(edge.seen).toHaveLength(1);
  });
});
