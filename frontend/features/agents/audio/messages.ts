import type { Message } from "@/lib/api/types";

/** The messages of a browser call; gateway/README.md has them. */

export type CallEvent = Message<"CallEvent">;

export type FromGateway =
  | { type: "started" }
  | { type: "clear"; id: number }
  | { type: "event"; event: CallEvent }
  | { type: "state"; state: "listening" | "thinking" | "speaking" }
  | { type: "interim"; text: string }
  | { type: "hang_up"; reason: string }
  | { type: "error"; code: number; reason: string };

export type ToGateway =
  | { type: "played"; sequence: number }
  | { type: "cleared"; clear_id: number; last_played_sequence: number }
  | { type: "digit"; digit: string }
  | { type: "hang_up" }
  | { type: "ping" };

const SEQUENCE_BYTES = 8;

/** The agent's audio: its number, and 16-bit samples at 16 kHz. */
export function audioIn(message: ArrayBuffer): { sequence: number; samples: Int16Array<ArrayBuffer> } {
  const sequence = Number(new DataView(message).getBigInt64(0));
  const bytes = message.slice(SEQUENCE_BYTES, message.byteLength - ((message.byteLength - SEQUENCE_BYTES) % 2));
  return { sequence, samples: new Int16Array(bytes) };
}

export function messageIn(text: string): FromGateway | undefined {
  try {
    return JSON.parse(text) as FromGateway;
  } catch {
    return undefined;
  }
}
