import { act, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { MeContext, type Me } from "@/features/session/hooks/use-me";
import messages from "@/messages/en/agent-test.json";
import { fakeEdge, json } from "@/tests/edge";
import { show } from "@/tests/show";
import type { Agent } from "@/features/agents/api/agents";
import type { FromGateway } from "@/features/agents/audio/messages";
import { EditorContext } from "@/features/agents/hooks/use-editor";
import { DraftStore } from "@/features/agents/model/draft-store";
import { VoiceTest } from "./voice-test";

vi.mock("../../audio/sound", () => ({ Sound: { open: () => Promise.resolve({ close: () => undefined, mute: () => undefined }) } }));

Element.prototype.scrollIntoView = () => undefined;

class FakeSocket {
  static readonly OPEN = 1;
  static newest: FakeSocket | undefined;
  readyState = 1;
  onmessage: (message: { data: string }) => void = () => undefined;
  onclose: (end: { code: number; reason: string }) => void = () => undefined;
  constructor() {
    FakeSocket.newest = this;
  }
  send = () => undefined;
  close = () => undefined;
  says(message: FromGateway | object) {
    act(() => this.onmessage({ data: JSON.stringify(message) }));
  }
}

beforeEach(() => vi.stubGlobal("WebSocket", FakeSocket));
afterEach(() => vi.unstubAllGlobals());

async function talking(): Promise<FakeSocket> {
  fakeEdge(() => json({ call: { id: "c1" }, websocket_path: "/v1/browser/t" }));
  const agent = { id: "a1", draft: {}, revision: "1" } as unknown as Agent;
  const store = new DraftStore(agent, { save: () => Promise.resolve(agent), read: () => Promise.resolve(agent) });
  show(
    <MeContext value={{ permissions: ["calls.place"] } as unknown as Me}>
      <EditorContext value={{ store, problems: [], isChecking: false, isReadOnly: false, adapters: [] }}><VoiceTest /></EditorContext>
    </MeContext>,
    { "agent-test": messages },
  );
  await userEvent.click(screen.getByRole("button", { name: messages.start }));
  await vi.waitFor(() => expect(FakeSocket.newest).toBeDefined());
  const socket = FakeSocket.newest as FakeSocket;
  socket.says({ type: "started" });
  return socket;
}

test("who tries an agent that transfers them reads whom a caller would be connected to", async () => {
  const socket = await talking();
  socket.says({ type: "event", event: { agent_said: { text: "One moment, I connect you." } } });
  socket.says({ type: "event", event: { transfer_started: { to: "•••••••••0077", user_id: "" } } });
  expect(screen.queryByText(messages.handedOver.title)).not.toBeInTheDocument();
  socket.says({ type: "hang_up", reason: "END_REASON_TRANSFER_IN_BROWSER" });
  expect(screen.getByText(messages.handedOver.title)).toBeVisible();
  expect(screen.getByText(/On a phone the caller would now be connected to •••••••••0077/)).toBeVisible();
  expect(screen.getByText("One moment, I connect you.")).toBeVisible();
  expect(screen.queryByText(messages.errors.ended)).not.toBeInTheDocument();
});
