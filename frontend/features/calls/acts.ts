import type { CallEvent, TranscriptLine } from "./api/calls";

/** What operators did between what was said, and where the caller was handed to. */

export interface Act {
  /** The same for an event and for a line of the transcript. */
  key: string;
  act: "took_over" | "handed_back" | "instructed" | "let_say" | "transferred";
  /** Empty if the agent did it, or if who did is not to be known. */
  userId: string;
  isAgent: boolean;
  /** What the agent was told, or the number the caller is handed to. */
  text: string;
  startMs: number;
}

const ACTS = {
  TRANSCRIPT_ACT_TOOK_OVER: "took_over",
  TRANSCRIPT_ACT_HANDED_BACK: "handed_back",
  TRANSCRIPT_ACT_INSTRUCTED: "instructed",
  TRANSCRIPT_ACT_LET_SAY: "let_say",
  TRANSCRIPT_ACT_TRANSFERRED: "transferred",
} as const satisfies Record<Exclude<TranscriptLine["act"], "TRANSCRIPT_ACT_UNSPECIFIED">, Act["act"]>;

/** Undefined for everything else that happens in a call. */
export function actOf(event: CallEvent): Act | undefined {
  const of = (act: Act["act"], userId: string, text = ""): Act => ({ key: "", act, userId, isAgent: act === "transferred" && userId === "", text, startMs: Number(event.offset_ms) });
  if (event.operator_took_over) return of("took_over", event.operator_took_over.user_id);
  if (event.operator_handed_back) return of("handed_back", event.operator_handed_back.user_id);
  if (event.operator_whispered) return of(event.operator_whispered.say ? "let_say" : "instructed", event.operator_whispered.user_id, event.operator_whispered.text);
  if (event.transfer_started) return of("transferred", event.transfer_started.user_id, event.transfer_started.to);
  return undefined;
}

/** Undefined for an utterance. */
export function actOfLine({ act, speaker, user_id: userId, text, start_ms: start }: TranscriptLine): Act | undefined {
  // What a newer or an older service says of it is an utterance, at worst.
  if (!isKnown(act)) return undefined;
  return { key: "", act: ACTS[act], userId, isAgent: speaker === "SPEAKER_AGENT", text, startMs: Number(start) };
}

function isKnown(act: TranscriptLine["act"]): act is keyof typeof ACTS {
  return act in ACTS;
}
