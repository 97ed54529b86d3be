import { expect, test } from "vitest";
import type { Adapter } from "@/features/integrations/api/integrations";
import { fieldsOf, valuesOf, wrongIn } from "@/features/integrations/credential-schema";
import { isShown } from "@/features/integrations/hooks/use-offer-filters";
import { INDIAN, distinct, indianOf, primary, regionOf, speaks } from "@/features/integrations/languages";
import { standingOf } from "@/features/integrations/standing";
import { problemKey } from "@/features/carrier/problems";

const SCHEMA = {
  type: "object",
  required: ["api_key", "resource"],
  properties: {
    region: { type: "string", default: "", title: "Region" },
    api_key: { type: "string", format: "password", writeOnly: true, title: "Api Key" },
    resource: { type: "string", pattern: "^[a-z]+$", title: "Resource", description: "The name before .openai.azure.com." },
  },
} as unknown as Adapter["credential_schema"];

function adapter(parts: Partial<Adapter>): Adapter {
  return { id: "x", modality: "MODALITY_SPEECH_TO_TEXT", display_name: "X", languages: [], voices: [], models: [], any_model: false, unavailable_reason: "", pool: "", credential_needed: false, any_voice: false, ...parts };
}

function server(standing: "UNSPECIFIED" | "REACHABLE" | "UNREACHABLE"): Adapter["server"] {
  return { address: "http://127.0.0.1:11434/v1", standing: `SERVER_STANDING_${standing}` };
}

test("a credential's form asks for what is needed first, and hides secrets", () => {
  const fields = fieldsOf(SCHEMA);
  expect(fields.map((field) => [field.name, field.isRequired, field.isSecret])).toEqual([
    ["api_key", true, true],
    ["resource", true, false],
    ["region", false, false],
  ]);
  expect(fields[0]?.title).toBe("API Key");
});

test("what is missing or of the wrong shape is said before it is sent", () => {
  expect(wrongIn(fieldsOf(SCHEMA), { api_key: " ", resource: "A B", region: "" })).toEqual({ api_key: "missing", resource: "pattern" });
  expect(wrongIn(fieldsOf(SCHEMA), { api_key: "k", resource: "ab", region: "" })).toEqual({});
});

test("values are sent without blanks around them, and empty ones not at all", () => {
  expect(valuesOf(fieldsOf(SCHEMA), { api_key: " k \n", resource: "ab", region: "" })).toEqual({ api_key: "k", resource: "ab" });
});

test.each([
  [{ unavailable_reason: "no model" }, true, "unavailable"],
  [{ credential_schema: SCHEMA, credential_needed: true }, true, "own"],
  [{ credential_schema: SCHEMA, credential_needed: true }, false, "needsKey"],
  [{ credential_schema: SCHEMA }, false, "installation"],
  [{ credential_schema: { properties: {} } as never }, false, "free"],
  [{}, false, "free"],
  [{ server: server("REACHABLE") }, false, "free"],
  [{ server: server("UNREACHABLE") }, false, "unreachable"],
  [{ server: server("UNSPECIFIED") }, false, "unprobed"],
  [{ server: server("UNREACHABLE"), credential_schema: { properties: {} } as never }, true, "unreachable"],
  [{ server: server("REACHABLE"), credential_schema: { properties: {} } as never }, true, "own"],
])("an adapter with %j and a key of ours: %s, stands as %s", (parts, hasKey, standing) => {
  expect(standingOf(adapter(parts), hasKey)).toBe(standing);
});

test("languages are told apart from their regions and other spellings", () => {
  expect(distinct(["en-US", "en-IN", "hi-IN", "*"])).toEqual(["en", "hi"]);
  expect(primary("od-IN")).toBe("or");
  expect(regionOf("zh-Hant-TW")).toBe("TW");
  expect(indianOf(["hi-IN", "od-IN", "fr"])).toEqual(["hi", "or"]);
});

test("an adapter of any language speaks all of India's", () => {
  expect(indianOf(["*"])).toHaveLength(22);
  expect(INDIAN).toHaveLength(22);
  expect(speaks(["*"], "mni")).toBe(true);
});

test("filters hold together: words, modality, language and state", () => {
  const offer = { adapter: adapter({ display_name: "Sarvam", models: ["saarika"], languages: ["hi-IN"] }), credential: undefined, standing: "needsKey" as const };
  const all = { q: "", modality: "", language: "", state: "" as const };
  expect(isShown(offer, all)).toBe(true);
  expect(isShown(offer, { ...all, q: "sarvam saarika" })).toBe(true);
  expect(isShown(offer, { ...all, q: "deepgram" })).toBe(false);
  expect(isShown(offer, { ...all, modality: "tts" })).toBe(false);
  expect(isShown(offer, { ...all, language: "ta" })).toBe(false);
  expect(isShown(offer, { ...all, state: "usable" })).toBe(false);
  expect(isShown(offer, { ...all, modality: "stt", language: "hi", state: "needsKey" })).toBe(true);
});

test.each([
  ["VOICERA_PUBLIC_URL is not https: the carrier calls https addresses only.", "notHttps"],
  ["VOICERA_PUBLIC_URL names localhost, which can be reached from this machine or its network only: the carrier needs a public address.", "local"],
  ["Webhooks are let in without a signature, whoever sends them: set VOICERA_VOBIZ_SIGNATURES to enforce.", "unsigned"],
  ["The carrier account is switched off.", "off"],
  ["The carrier account is on trial: its numbers cannot receive calls.", "trial"],
  ["The carrier account is low on balance: 3.00 INR are left.", "balance"],
  ["Something new.", undefined],
])("the gateway's %j is recognized as %s", (problem, key) => {
  expect(problemKey(problem)).toBe(key);
});
