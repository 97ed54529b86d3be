// Loads the contracts from their .proto files, and says in types what of them is used here.
// Fields keep their names; enums are their names; numbers of 64 bits are strings; `message` names the oneof that is set.

import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { loadPackageDefinition, type ServiceDefinition } from "@grpc/grpc-js";
import { loadSync } from "@grpc/proto-loader";

const PROTO = fileURLToPath(new URL("../../../../proto", import.meta.url));
const SERVICES = {
  AdapterCatalogService: "adapter_catalog_service",
  LanguageModelService: "language_model_service",
  TextToSpeechService: "text_to_speech_service",
};

export type Name = keyof typeof SERVICES;

/** Returns the definitions of the services; `folder` is the checkout's proto/. */
export function loadServices(folder: string = PROTO): Record<Name, ServiceDefinition> {
  if (!existsSync(folder)) throw new Error(`no contracts in ${folder}; name their folder with --proto`);
  const files = Object.values(SERVICES).map((each) => `voicera/ai/v1/${each}.proto`);
  const definition = loadSync(files, {
    includeDirs: [folder],
    keepCase: true,
    longs: String,
    enums: String,
    defaults: true,
    oneofs: true,
  });
  const loaded = loadPackageDefinition(definition) as any;
  const names = Object.keys(SERVICES) as Name[];
  return Object.fromEntries(names.map((name) => [name, loaded.voicera.ai.v1[name].service])) as Record<
    Name,
    ServiceDefinition
  >;
}

export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };
type Value = { kind?: string; [kind: string]: any };
export type Struct = { fields?: Record<string, Value> } | null;

export interface AudioFormat {
  encoding: string;
  sample_rate_hz: number;
}

export interface SynthesizeConfig {
  adapter: string;
  voice: string;
  language: string;
  audio_format: AudioFormat | null;
  speaking_rate: number;
  settings: Struct;
}

export interface SynthesizeRequest {
  message?: "config" | "segment" | "cancel";
  config?: SynthesizeConfig;
  segment?: { id: string; text: string };
  cancel?: { id: string };
}

export interface SynthesizeResponse {
  ready?: object;
  audio?: { segment_id: string; audio: Buffer };
  segment_end?: { segment_id: string; words: { text: string; start_ms: number }[]; usage: Usage[] };
  canceled?: { id: string };
}

export interface Usage {
  unit: string;
  quantity: number;
}

export interface GenerateRequest {
  adapter: string;
  model: string;
  messages: { role: string; text: string; tool_call_id: string }[];
  temperature?: number;
  max_output_tokens: number;
  settings: Struct;
  response_schema: Struct;
}

export interface GenerateResponse {
  text_delta?: string;
  finish?: { reason: string; input_tokens: number; output_tokens: number; usage: Usage[] };
}

/** Returns what a google.protobuf.Struct holds. */
export function readStruct(struct: Struct): { [name: string]: Json } {
  const fields = Object.entries(struct?.fields ?? {});
  return Object.fromEntries(fields.map(([name, value]) => [name, readValue(value)]));
}

export function writeStruct(values: { [name: string]: Json }): Struct {
  return { fields: Object.fromEntries(Object.entries(values).map(([name, value]) => [name, writeValue(value)])) };
}

function readValue(value: Value): Json {
  if (value.kind === "structValue") return readStruct(value.structValue);
  if (value.kind === "listValue") return value.listValue.values.map(readValue);
  return value.kind && value.kind !== "nullValue" ? value[value.kind] : null;
}

function writeValue(value: Json): Value {
  if (value === null) return { nullValue: "NULL_VALUE" };
  if (Array.isArray(value)) return { listValue: { values: value.map(writeValue) } };
  if (typeof value === "object") return { structValue: writeStruct(value) };
  return { [`${typeof value}Value`.replace("boolean", "bool")]: value };
}
