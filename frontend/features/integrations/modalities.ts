import { AudioLines, BrainCircuit, Languages, type LucideIcon, Mic, Speech } from "lucide-react";
import type { Modality } from "./api/integrations";

export interface ModalityPlace {
  modality: Modality;
  /** As it stands in the address and in messages. */
  slug: "stt" | "llm" | "tts" | "realtime" | "translation";
  icon: LucideIcon;
}

export const MODALITIES: readonly ModalityPlace[] = [
  { modality: "MODALITY_SPEECH_TO_TEXT", slug: "stt", icon: Mic },
  { modality: "MODALITY_LANGUAGE_MODEL", slug: "llm", icon: BrainCircuit },
  { modality: "MODALITY_TEXT_TO_SPEECH", slug: "tts", icon: Speech },
  { modality: "MODALITY_REALTIME", slug: "realtime", icon: AudioLines },
  { modality: "MODALITY_TRANSLATION", slug: "translation", icon: Languages },
];

export function slugOf(modality: Modality): ModalityPlace["slug"] {
  return MODALITIES.find((each) => each.modality === modality)?.slug ?? "llm";
}
