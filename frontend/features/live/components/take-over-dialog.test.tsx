import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import live from "@/messages/en/live.json";
import { fakeEdge, json, refusal } from "@/tests/edge";
import { show } from "@/tests/show";
import { CallAudio } from "../audio/call-audio";
import { FakeStanding } from "../audio/call-audio.fake";
import { TakeOverDialog } from "./take-over-dialog";

const stops = vi.fn();
const opens = vi.fn();

class FakeContext {
  audioWorklet = { addModule: async () => undefined };
  createMediaStreamSource = () => ({ connect: () => undefined });
  resume = async () => undefined;
  close = async () => undefined;
}
class FakeNode {
  port = {};
}
const speaker = { levels: [0, 0] as const, start: async () => undefined, play: () => undefined, setGains: () => undefined, stop: () => undefined };

beforeEach(() => {
  stops.mockClear();
  opens.mockClear();
  vi.stubGlobal("AudioContext", FakeContext);
  vi.stubGlobal("AudioWorkletNode", FakeNode);
  const getUserMedia = async () => {
    opens();
    return { getTracks: () => [{ stop: stops }] };
  };
  Object.defineProperty(navigator, "mediaDevices", { configurable: true, value: { getUserMedia } });
});

afterEach(() => {
  Reflect.deleteProperty(navigator, "mediaDevices");
  vi.unstubAllGlobals();
});

async function goOnAir() {
  const onOpenChange = vi.fn();
  show(<TakeOverDialog audio={new CallAudio("c", new FakeStanding(), speaker)} isOpen onOpenChange={onOpenChange} />, { live });
  const button = await screen.findByRole("button", { name: "Go on air" });
  await waitFor(() => expect(button).toBeEnabled());
  await userEvent.click(button);
  return onOpenChange;
}

it("hands back what was granted after one has cancelled, with the microphone closed at once", async () => {
  let grant: (answer: Response) => void = () => undefined;
  const edge = fakeEdge((request) => (request.url.endsWith(":takeOver") ? new Promise((resolve) => (grant = resolve)) : json({})));
  const onOpenChange = await goOnAir();
  await userEvent.click(screen.getByRole("button", { name: "Cancel" }));
  expect(onOpenChange).toHaveBeenCalledExactlyOnceWith(false);
  expect(stops).toHaveBeenCalled();
  grant(json({ websocket_path: "/v1/live/operate/t" }));
  await waitFor(() => expect(edge.paths().at(-1)).toMatch(/:handBack$/));
});

it("says why it was refused and has the microphone ready for another try", async () => {
  fakeEdge(() => refusal(409, "CALL_TAKEN"));
  const onOpenChange = await goOnAir();
  expect(await screen.findByText("Somebody else has taken this call over.")).toBeVisible();
  await waitFor(() => expect(screen.getByRole("button", { name: "Go on air" })).toBeEnabled());
  expect(opens).toHaveBeenCalledTimes(2);
  expect(stops).toHaveBeenCalledTimes(1);
  expect(onOpenChange).not.toHaveBeenCalled();
});
