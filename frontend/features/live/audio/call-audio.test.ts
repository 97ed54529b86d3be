import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { fakeEdge, json, refusal } from "@/tests/edge";
import { CallAudio } from "./call-audio";
import { FakeMicrophone, FakeSocket, FakeStanding } from "./call-audio.fake";

const speaker = { levels: [0, 0] as const, start: async () => undefined, play: () => undefined, setGains: () => undefined, stop: () => undefined };
const newest = () => FakeSocket.all.at(-1) as FakeSocket;
const soon = () => vi.advanceTimersByTimeAsync(0);

describe("the audio of a live call", () => {
  let audio: CallAudio;
  let standing: FakeStanding;
  let microphone: FakeMicrophone;

  beforeEach(() => {
    vi.useFakeTimers();
    FakeSocket.all = [];
    vi.stubGlobal("WebSocket", FakeSocket);
    standing = new FakeStanding();
    microphone = new FakeMicrophone();
    audio = new CallAudio("c", standing, speaker);
  });

  afterEach(() => {
    audio.close();
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  const asked = (edge: ReturnType<typeof fakeEdge>, verb: string) => edge.paths().filter((path) => path.endsWith(`:${verb}`)).length;
  const willing = () => fakeEdge(() => json({ websocket_path: "/v1/live/operate/t" }));

  async function talk() {
    const taken = audio.takeOver(microphone);
    await soon();
    newest().format();
    expect(await taken).toBe(true);
  }

  /** For so long the call is heard, as it is in life. */
  async function hear(ms: number) {
    for (let passed = 0; passed < ms; passed += 500) {
      newest().audio();
      await vi.advanceTimersByTimeAsync(500);
    }
  }

  it("is handed back once, however often that is asked, and shows that it is being done", async () => {
    let answer: (response: Response) => void = () => undefined;
    const edge = fakeEdge((request) => (request.url.endsWith(":handBack") ? new Promise((resolve) => (answer = resolve)) : json({ websocket_path: "/v1/live/operate/t" })));
    await talk();
    const asking = [audio.handBack(), audio.handBack()];
    await soon();
    expect(audio.state).toMatchObject({ mode: "talking", isHandingBack: true });
    answer(json({}));
    await Promise.all(asking);
    expect(asked(edge, "handBack")).toBe(1);
    expect(audio.state).toMatchObject({ mode: "off", isHandingBack: false, ended: "HANDED_BACK" });
  });

  it("stays on air when it could not be handed back", async () => {
    fakeEdge((request) => (request.url.endsWith(":handBack") ? refusal(503, "UNAVAILABLE") : json({ websocket_path: "/v1/live/operate/t" })));
    await talk();
    await expect(audio.handBack()).rejects.toMatchObject({ reason: "UNAVAILABLE" });
    expect(audio.state).toMatchObject({ mode: "talking", isHandingBack: false });
  });

  describe("whose connection broke", () => {
    it("goes on with one more, and not at once", async () => {
      const edge = willing();
      await talk();
      newest().ends(1006);
      await vi.advanceTimersByTimeAsync(1_900);
      expect(asked(edge, "takeOver")).toBe(1);
      await vi.advanceTimersByTimeAsync(200);
      expect(asked(edge, "takeOver")).toBe(2);
      newest().format();
      await soon();
      expect(audio.state).toMatchObject({ mode: "talking", isOpening: false });
      expect(microphone.isClosed).toBe(false);
    });

    it("waits for a click when that breaks as well", async () => {
      const edge = willing();
      await talk();
      newest().ends(1006);
      await vi.advanceTimersByTimeAsync(2_000);
      newest().format();
      await soon();
      newest().ends(1006);
      await vi.advanceTimersByTimeAsync(60_000);
      expect(asked(edge, "takeOver")).toBe(2);
      expect(audio.state).toMatchObject({ mode: "off", ended: "CONNECTION_LOST" });
      expect(microphone.isClosed).toBe(true);
    });

    it("gives up before the server does, and hands back what it was granted", async () => {
      const edge = willing();
      await talk();
      newest().ends(1006);
      await vi.advanceTimersByTimeAsync(3_900);
      expect(audio.state.mode).toBe("talking");
      await vi.advanceTimersByTimeAsync(200);
      expect(audio.state).toMatchObject({ mode: "off", ended: "CONNECTION_LOST" });
      expect(asked(edge, "handBack")).toBe(1);
    });

    it("does not silence an agent that was given the call back, even if somebody took it again", async () => {
      const edge = willing();
      await talk();
      newest().ends(1006);
      await vi.advanceTimersByTimeAsync(500);
      standing.tells("agent");
      standing.tells("operator");
      await vi.advanceTimersByTimeAsync(10_000);
      expect(asked(edge, "takeOver")).toBe(1);
      expect(audio.state).toMatchObject({ mode: "off", ended: "HANDED_BACK" });
      expect(microphone.isClosed).toBe(true);
    });

    it("does not take over while nobody knows who talks", async () => {
      const edge = willing();
      await talk();
      standing.tells("unknown");
      newest().ends(1006);
      await vi.advanceTimersByTimeAsync(10_000);
      expect(asked(edge, "takeOver")).toBe(1);
      expect(audio.state).toMatchObject({ mode: "off", ended: "CONNECTION_LOST" });
    });

    it("does not go on where the server said why it ends", async () => {
      const edge = willing();
      await talk();
      newest().ends(1000, "HANDED_BACK");
      await vi.advanceTimersByTimeAsync(10_000);
      expect(asked(edge, "takeOver")).toBe(1);
      expect(audio.state).toMatchObject({ mode: "off", ended: "HANDED_BACK" });
      expect(asked(edge, "handBack")).toBe(0);
    });

    it("listens again once", async () => {
      const edge = willing();
      const begun = audio.listen();
      await soon();
      newest().format();
      await begun;
      standing.tells("agent");
      newest().ends(1006);
      await vi.advanceTimersByTimeAsync(2_000);
      newest().format();
      await soon();
      expect(audio.state).toMatchObject({ mode: "listening", isOpening: false });
      newest().ends(1006);
      await vi.advanceTimersByTimeAsync(30_000);
      expect(asked(edge, "listen")).toBe(2);
      expect(audio.state).toMatchObject({ mode: "off", ended: "CONNECTION_LOST" });
    });
  });

  describe("a take-over that is cancelled", () => {
    it("is handed back if it was granted meanwhile, and nobody is on air", async () => {
      let grant: (answer: Response) => void = () => undefined;
      const edge = fakeEdge((request) => (request.url.endsWith(":takeOver") ? new Promise((resolve) => (grant = resolve)) : json({})));
      const taken = audio.takeOver(microphone);
      await soon();
      audio.stop("");
      expect(microphone.isClosed).toBe(true);
      expect(asked(edge, "handBack")).toBe(0);
      grant(json({ websocket_path: "/v1/live/operate/t" }));
      expect(await taken).toBe(false);
      await soon();
      expect(asked(edge, "handBack")).toBe(1);
      expect(FakeSocket.all).toHaveLength(0);
      expect(audio.state).toMatchObject({ mode: "off", isOpening: false, ended: "" });
    });

    it("is handed back if it was granted and is about to connect", async () => {
      const edge = willing();
      const taken = audio.takeOver(microphone);
      await soon();
      audio.stop("");
      newest().format();
      expect(await taken).toBe(false);
      expect(asked(edge, "handBack")).toBe(1);
      expect(newest().closedWith).toBe(1000);
      expect(audio.state.mode).toBe("off");
    });

    it("does not take the call from the one after it", async () => {
      const grants: ((answer: Response) => void)[] = [];
      const edge = fakeEdge((request) => (request.url.endsWith(":takeOver") ? new Promise((resolve) => grants.push(resolve)) : json({})));
      const first = audio.takeOver(microphone);
      await soon();
      audio.stop("");
      const second = audio.takeOver(new FakeMicrophone());
      await soon();
      for (const grant of grants) grant(json({ websocket_path: "/v1/live/operate/t" }));
      await soon();
      newest().format();
      expect([await first, await second]).toEqual([false, true]);
      expect(asked(edge, "handBack")).toBe(0);
      expect(audio.state.mode).toBe("talking");
    });

    it("leaves no microphone open when it is refused, and none for who listens next", async () => {
      fakeEdge((request) => (request.url.endsWith(":takeOver") ? refusal(409, "CALL_TAKEN") : json({ websocket_path: "/v1/live/listen/t" })));
      const start = vi.spyOn(microphone, "start");
      await expect(audio.takeOver(microphone)).rejects.toMatchObject({ reason: "CALL_TAKEN" });
      expect(microphone.isClosed).toBe(true);
      const begun = audio.listen();
      await soon();
      newest().format();
      await begun;
      expect(start).not.toHaveBeenCalled();
      expect(audio.state.mode).toBe("listening");
    });
  });

  describe("a sign of life", () => {
    const signs = () => newest().sent.filter((each) => typeof each === "string");

    it("is sent each second, also by who is muted", async () => {
      willing();
      await talk();
      await hear(3_000);
      expect(signs()).toHaveLength(3);
      audio.mute(true);
      microphone.say(new ArrayBuffer(2));
      await hear(3_000);
      expect(signs()).toHaveLength(6);
      expect(newest().sent).toHaveLength(6);
    });

    it("comes from the microphone's own clock where the page's is slow", async () => {
      willing();
      await talk();
      audio.mute(true);
      vi.setSystemTime(Date.now() + 2_000);
      microphone.say(new ArrayBuffer(2));
      microphone.say(new ArrayBuffer(2));
      expect(signs()).toHaveLength(1);
    });

    it("is expected of the server too: who is on air is not deceived by a dead connection", async () => {
      const edge = willing();
      await talk();
      await vi.advanceTimersByTimeAsync(6_000);
      expect(audio.state).toMatchObject({ mode: "off", ended: "CONNECTION_LOST" });
      expect(asked(edge, "takeOver")).toBe(1);
      expect(microphone.isClosed).toBe(true);
    });
  });
});
