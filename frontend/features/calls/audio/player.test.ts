import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { fakeEdge } from "@/tests/edge";
import { Player } from "./player";

class FakeAudio extends EventTarget {
  static made: FakeAudio;
  currentTime = 0;
  loads = 0;
  paused = true;
  error = null;
  constructor() {
    super();
    FakeAudio.made = this;
  }
  load() {
    this.loads += 1;
  }
  async play() {
    this.dispatchEvent(new Event("play"));
    this.dispatchEvent(new Event("playing"));
  }
  pause() {
    this.paused = true;
  }
  removeAttribute() {
    return undefined;
  }
  comesTo(seconds: number) {
    this.currentTime = seconds;
    this.dispatchEvent(new Event("timeupdate"));
  }
  async fails() {
    this.dispatchEvent(new Event("error"));
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

let player: Player;

beforeEach(() => {
  vi.stubGlobal("Audio", FakeAudio);
  player = new Player("/v1/calls/c/recording");
});

afterEach(() => {
  player.close();
  vi.unstubAllGlobals();
});

it("is read anew once, where it was, and not again and again where it is damaged", async () => {
  const edge = fakeEdge(() => new Response(null, { status: 200 }));
  player.play();
  FakeAudio.made.comesTo(30);
  await FakeAudio.made.fails();
  expect(FakeAudio.made).toMatchObject({ loads: 1, currentTime: 30 });
  FakeAudio.made.comesTo(30.5);
  for (let again = 0; again < 3; again++) await FakeAudio.made.fails();
  expect(edge.seen).toHaveLength(1);
  expect(player.state).toMatchObject({ hasFailed: true, isPlaying: false });
});

it("may be read anew later, when the session has run out another time", async () => {
  fakeEdge(() => new Response(null, { status: 200 }));
  player.play();
  await FakeAudio.made.fails();
  FakeAudio.made.comesTo(5);
  await FakeAudio.made.fails();
  expect(FakeAudio.made.loads).toBe(2);
  expect(player.state.hasFailed).toBe(false);
});
