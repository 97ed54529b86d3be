import { expect, test } from "vitest";
import { NO_CALL, viewAfter } from "./call-view";
import { type CallEvent, type FromGateway, audioIn } from "./messages";

const after = (...messages: FromGateway[]) => messages.reduce(viewAfter, NO_CALL);
const event = (fields: object): FromGateway => ({ type: "event", event: fields as CallEvent });

test("interim words give way to what was said", () => {
  const view = after({ type: "started" }, { type: "interim", text: "I nee" }, event({ caller_said: { text: "I need help", intent: "help" } }));
  expect([view.interim, view.lines]).toEqual(["", [{ id: 1, who: "caller", text: "I need help", intent: "help" }]]);
});

test("of an interrupted sentence the rest is shown as not heard", () => {
  const view = after(event({ agent_said: { text: "We are open", intended_text: "We are open from nine.", interrupted: true } }));
  expect(view.lines[0]).toMatchObject({ text: "We are open", unsaid: "from nine." });
});

test("nodes, values and response times are kept in order", () => {
  const view = after(
    event({ node_entered: { node_id: "a" } }),
    event({ node_entered: { node_id: "b" } }),
    event({ variable_set: { name: "day", value: "monday" } }),
    event({ turn_measured: { turn: 1, first_byte_ms: 900, configured_wait_ms: 600, recognizer_ms: 100, synthesizer_ms: 150, platform_ms: 50 } }),
  );
  expect(view.nodes).toEqual(["a", "b"]);
  expect(view.variables).toEqual({ day: "monday" });
  expect(view.turns[0]?.parts.map((part) => part.ms)).toEqual([600, 100, 0, 150, 50]);
});

test("the end is the gateway's word", () => {
  expect(after({ type: "started" }, { type: "hang_up", reason: "END_REASON_AGENT_HUNG_UP" })).toMatchObject({ phase: "over", endReason: "END_REASON_AGENT_HUNG_UP" });
});

test("where the agent hands the caller over to is kept, and is no line", () => {
  expect(after(event({ transfer_started: { to: "+919800000001", user_id: "" } }))).toMatchObject({ transferTo: "+919800000001", lines: [] });
});

test("audio is a big-endian number and samples", () => {
  const bytes = new Uint8Array([0, 0, 0, 0, 0, 0, 1, 2, 0xff, 0x7f, 0, 0x80]);
  const { sequence, samples } = audioIn(bytes.buffer);
  expect([sequence, ...samples]).toEqual([258, 32_767, -32_768]);
});
