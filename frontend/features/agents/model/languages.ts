import type { Adapter } from "../api/integrations";

/** Codes offered first: those of India that providers know, then others often spoken there. */
export const COMMON_LANGUAGES = [
  "en-IN", "hi-IN", "bn-IN", "ta-IN", "te-IN", "mr-IN", "gu-IN", "kn-IN", "ml-IN", "pa-IN", "or-IN", "as-IN", "ur-IN", "ne-IN", "sa-IN",
  "en-US", "en-GB", "ar-AE", "de-DE", "es-ES", "fr-FR", "id-ID", "ja-JP", "pt-BR", "zh-CN",
] as const;

/** Whether an adapter's code serves a language: "*", the same, or the same without its region. */
export function languageFits(offered: string, wanted: string): boolean {
  if (offered === "*" || offered === "" || wanted === "") return true;
  const [a, b] = [offered.toLowerCase(), wanted.toLowerCase()];
  return a === b || a.split("-")[0] === b || a === b.split("-")[0] || (a.split("-")[0] === b.split("-")[0] && !a.includes("-"));
}

/** Whether a voice of one language reads another aloud: one of en-US can read en-IN. */
export function voiceReads(offered: string, wanted: string): boolean {
  return languageFits(offered.split("-")[0] ?? "", wanted.split("-")[0] ?? "");
}

/** The voice to begin with: one of the very language, or else one that can read it. */
export function voiceFor(adapter: Adapter, language: string): string {
  const { voices } = adapter;
  const voice = voices.find((each) => languageFits(each.language, language)) ?? voices.find((each) => voiceReads(each.language, language));
  return (voice ?? voices[0])?.id ?? "";
}

/** Whether an adapter works in a language; of voices one must be able to read it. */
export function worksIn(adapter: Adapter, language: string): boolean {
  if (adapter.modality !== "MODALITY_TEXT_TO_SPEECH") return adapter.languages.some((code) => languageFits(code, language));
  const spoken = adapter.voices.map((voice) => voice.language).filter(Boolean);
  return (spoken.length > 0 ? spoken : adapter.languages).some((code) => voiceReads(code, language));
}

/** "hi-IN" as people say it, in the viewer's language. */
export function languageName(code: string, locale: string): string {
  try {
    return new Intl.DisplayNames([locale], { type: "language" }).of(code) ?? code;
  } catch {
    return code;
  }
}
