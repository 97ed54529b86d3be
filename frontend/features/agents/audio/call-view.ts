import type { CallEvent, FromGateway } from "./messages";

/** What is seen of a call in the browser, message by message. */

export interface Line {
  id: number;
  who: "caller" | "agent" | "note";
  text: string;
  /** What the agent meant to say when it was interrupted. */
  unsaid?: string;
  intent?: string;
  note?: "barged_in" | "silence" | "tool" | "failed" | "switched" | "language" | "media_lost" | "key";
}

export interface Turn {
  turn: number;
  totalMs: number;
  parts: { part: "wait" | "recognizer" | "model" | "synthesizer" | "platform"; ms: number }[];
}

export interface CallView {
  phase: "idle" | "microphone" | "connecting" | "running" | "reconnecting" | "over" | "failed";
  activity?: "listening" | "thinking" | "speaking";
  lines: readonly Line[];
  interim: string;
  nodes: readonly string[];
  turns: readonly Turn[];
  variables: Readonly<Record<string, string>>;
  endReason?: string;
  /** Where the agent handed the caller over to. */
  transferTo?: string;
  error?: unknown;
}

export const NO_CALL: CallView = { phase: "idle", lines: [], interim: "", nodes: [], turns: [], variables: {} };

const MAX_LINES = 1_000;

export function viewAfter(view: CallView, message: FromGateway): CallView {
  switch (message.type) {
    case "started":
      return { ...view, phase: "running" };
    case "state":
      return { ...view, activity: message.state };
    case "interim":
      return { ...view, interim: message.text };
    case "hang_up":
      return { ...view, phase: "over", interim: "", activity: undefined, endReason: message.reason };
    case "event":
      return afterEvent(view, message.event);
    default:
      return view;
  }
}

function afterEvent(view: CallView, event: CallEvent): CallView {
  const { caller_said: caller, agent_said: agent, node_entered: node, variable_set: variable, turn_measured: turn } = event;
  if (caller) return { ...withLine(view, { who: "caller", text: caller.text ?? "", intent: caller.intent || undefined }), interim: "" };
  if (agent) return withLine(view, { who: "agent", text: agent.text ?? "", unsaid: agent.interrupted ? unsaidOf(agent.text ?? "", agent.intended_text ?? "") : undefined });
  if (node) return { ...view, nodes: [...view.nodes, node.node_id ?? ""] };
  if (variable) return { ...view, variables: { ...view.variables, [variable.name ?? ""]: variable.value ?? "" } };
  if (turn) return { ...view, turns: [...view.turns, turnOf(turn)] };
  if (event.transfer_started) return { ...view, transferTo: event.transfer_started.to };
  return withNote(view, event);
}

function withNote(view: CallView, event: CallEvent): CallView {
  if (event.silence_prompted) return withLine(view, { who: "note", note: "silence", text: "" });
  if (event.tool_called) return withLine(view, { who: "note", note: "tool", text: `${event.tool_called.name ?? ""}(${event.tool_called.arguments_json ?? ""})` });
  if (event.provider_failed) return withLine(view, { who: "note", note: "failed", text: `${event.provider_failed.adapter ?? ""}: ${event.provider_failed.reason ?? ""}` });
  if (event.provider_switched) return withLine(view, { who: "note", note: "switched", text: `${event.provider_switched.from_adapter ?? ""} → ${event.provider_switched.adapter ?? ""}` });
  if (event.language_switched) return withLine(view, { who: "note", note: "language", text: event.language_switched.language ?? "" });
  if (event.key_pressed) return withLine(view, { who: "note", note: "key", text: event.key_pressed.digit ?? "" });
  return view;
}

function withLine(view: CallView, line: Omit<Line, "id">): CallView {
  const id = (view.lines.at(-1)?.id ?? 0) + 1;
  return { ...view, lines: [...view.lines, { ...line, id }].slice(-MAX_LINES) };
}

function unsaidOf(heard: string, intended: string): string {
  return intended.startsWith(heard) ? intended.slice(heard.length).trim() : intended;
}

/** Where a response's time went; what cannot be told apart is the platform's. */
function turnOf(measured: Partial<NonNullable<CallEvent["turn_measured"]>>): Turn {
  const wait = measured.configured_wait_ms ?? 0;
  const [recognizer, model, synthesizer] = [measured.recognizer_ms ?? 0, measured.model_ms ?? 0, measured.synthesizer_ms ?? 0];
  return {
    turn: measured.turn ?? 0,
    totalMs: measured.first_byte_ms ?? 0,
    parts: [
      { part: "wait", ms: wait },
      { part: "recognizer", ms: recognizer },
      { part: "model", ms: model },
      { part: "synthesizer", ms: synthesizer },
      { part: "platform", ms: measured.platform_ms ?? 0 },
    ],
  };
}
