import type { Adapter } from "../api/integrations";
import { voiceFor, worksIn } from "../model/languages";
import { type Spec, nodesOf } from "../model/spec";
import { appointment } from "./appointment";
import { blank } from "./blank";
import { concierge } from "./concierge";
import { survey } from "./survey";

export const TEMPLATES = { blank, appointment, concierge, survey } as const;
export type TemplateName = keyof typeof TEMPLATES;

/** The template in a language, with adapters that can be used for it: ready ones first. */
export function specFrom(name: TemplateName, language: string, adapters: readonly Adapter[], isReady: (adapter: Adapter) => boolean): Spec {
  const template: Spec = structuredClone(TEMPLATES[name]);
  const usable = adapters
    .filter((each) => !each.unavailable_reason && worksIn(each, language))
    .sort((a, b) => Number(isReady(b)) - Number(isReady(a)));
  const pick = (modality: Adapter["modality"]) => usable.find((each) => each.modality === modality);
  const recognizer = recognizerFor(template, usable);
  const voice = pick("MODALITY_TEXT_TO_SPEECH");
  const model = pick("MODALITY_LANGUAGE_MODEL");
  const needsModel = nodesOf(template).some((node) => node.prompt);
  return {
    ...template,
    language,
    speech_to_text: recognizer ? [{ adapter: recognizer.id }] : [],
    text_to_speech: voice ? [{ adapter: voice.id, voice: voiceFor(voice, language) }] : [],
    language_model: needsModel && model ? [{ adapter: model.id, model: model.models[0] ?? "" }] : [],
  };
}

/** Free talk needs a recognizer that understands more than expected phrases. */
function recognizerFor(template: Spec, usable: readonly Adapter[]): Adapter | undefined {
  const all = usable.filter((each) => each.modality === "MODALITY_SPEECH_TO_TEXT");
  const isFree = nodesOf(template).some((node) => node.prompt);
  return (isFree ? all.find((each) => !each.speech_to_text?.closed_grammar) : undefined) ?? all[0];
}
