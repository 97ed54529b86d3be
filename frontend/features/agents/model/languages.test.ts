import { expect, test } from "vitest";

import type { Adapter } from "../api/integrations";
import { voiceFor, worksIn } from "./languages";

const voice = (id: string, language: string) => ({ id, language });
const espeak = {
  modality: "MODALITY_TEXT_TO_SPEECH",
  languages: ["en-IN"],
  voices: [voice("af", "af"), voice("en-us", "en-US"), voice("en-gb", "en-GB"), voice("hi", "hi")],
} as unknown as Adapter;

test("a voice of another region reads a language aloud, as publishing sees it", () => {
  expect(worksIn(espeak, "en-IN")).toBe(true);
  expect(worksIn(espeak, "ta-IN")).toBe(false);
});

test("the first voice offered is one that fits", () => {
  expect(voiceFor(espeak, "en-IN")).toBe("en-us");
  expect(voiceFor(espeak, "en-GB")).toBe("en-gb");
  expect(voiceFor(espeak, "hi-IN")).toBe("hi");
});

test("a recognizer of another region has not learnt a language", () => {
  const recognizer = { modality: "MODALITY_SPEECH_TO_TEXT", languages: ["en-US"], voices: [] } as unknown as Adapter;
  expect(worksIn(recognizer, "en-IN")).toBe(false);
});
