import type messages from "@/messages/en/integrations.json";
import type { Adapter } from "./api/integrations";

export type CapabilityKey = keyof typeof messages.capabilities;

/** What an adapter says it can do and cannot, in the order people ask. */
export function capabilitiesOf(adapter: Adapter): [CapabilityKey, boolean][] {
  const { speech_to_text: stt, text_to_speech: tts, language_model: llm, translation, realtime } = adapter;
  if (stt) {
    return [["interim", stt.interim_results], ["wordTimes", stt.word_times], ["detection", stt.language_detection], ["hints", stt.phrase_hints], ["confidence", stt.confidence ?? false], ["closedGrammar", stt.closed_grammar]];
  }
  if (tts) return [["streaming", tts.streaming], ["wordTimes", tts.word_times], ["anyVoice", adapter.any_voice]];
  if (llm) return [["streaming", llm.streaming], ["tools", llm.tools], ["schema", llm.response_schema], ["anyModel", adapter.any_model]];
  if (translation) return [["formality", translation.formality], ["glossary", translation.glossary]];
  if (realtime) return [["tools", realtime.tools], ["callerText", realtime.caller_transcripts]];
  return [];
}

export function sampleRatesOf(adapter: Adapter): readonly number[] {
  return adapter.speech_to_text?.sample_rates_hz ?? adapter.text_to_speech?.sample_rates_hz ?? adapter.realtime?.sample_rates_hz ?? [];
}
