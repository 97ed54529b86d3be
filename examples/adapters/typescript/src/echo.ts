// A language model that says what it was told.

import type { ServerWritableStream } from "@grpc/grpc-js";

import { readStruct, writeStruct } from "./contracts.js";
import type { GenerateRequest, GenerateResponse } from "./contracts.js";
import { ended, Invalid } from "./refusals.js";

const PREFIX = "You said:";

export const ECHO = {
  id: "echo",
  modality: "MODALITY_LANGUAGE_MODEL",
  display_name: "Echo",
  languages: ["*"],
  models: ["echo"],
  language_model: { streaming: true, tools: false, response_schema: false },
  settings_schema: writeStruct({
    $schema: "https://json-schema.org/draft/2020-12/schema",
    type: "object",
    properties: {
      prefix: { type: "string", maxLength: 100, default: PREFIX, description: "Said before what was told." },
    },
    additionalProperties: false,
  }),
};

export function generate(call: ServerWritableStream<GenerateRequest, GenerateResponse>): void {
  try {
    check(call.request);
    const words = answer(call.request).split(/(?<=\s)/u);
    const said = words.slice(0, call.request.max_output_tokens || undefined);
    for (const word of said) call.write({ text_delta: word });
    const input = call.request.messages.reduce((count, each) => count + each.text.split(/\s+/u).length, 0);
    call.write({
      finish: {
        reason: said.length < words.length ? "FINISH_REASON_LENGTH" : "FINISH_REASON_STOP",
        input_tokens: input,
        output_tokens: said.length,
        usage: [
          { unit: "USAGE_UNIT_INPUT_TOKENS", quantity: input },
          { unit: "USAGE_UNIT_OUTPUT_TOKENS", quantity: said.length },
        ],
      },
    });
    call.end();
  } catch (error) {
    call.emit("error", ended(error));
  }
}

function answer(request: GenerateRequest): string {
  const told = request.messages.findLast((each) => each.role === "MESSAGE_ROLE_USER")?.text.trim();
  const { prefix = PREFIX } = readStruct(request.settings);
  return told ? `${prefix} ${told}`.trim() : "Nobody has said anything yet.";
}

function check(request: GenerateRequest): void {
  if (request.adapter !== ECHO.id) throw new Invalid("adapter", `must be ${ECHO.id}`);
  if (request.model && !ECHO.models.includes(request.model)) throw new Invalid("model", "must be echo");
  if (!request.messages.length) throw new Invalid("messages", "must not be empty");
  request.messages.forEach((each, at) => {
    if (each.role === "MESSAGE_ROLE_UNSPECIFIED") throw new Invalid(`messages[${at}].role`, "must be set");
  });
  const { temperature = 0 } = request;
  if (temperature < 0 || temperature > 2) throw new Invalid("temperature", "must be from 0 to 2");
  if (request.max_output_tokens < 0) throw new Invalid("max_output_tokens", "must not be negative");
  if (request.response_schema) throw new Invalid("response_schema", "is nothing an echo can keep to");
  for (const [name, value] of Object.entries(readStruct(request.settings))) {
    if (name !== "prefix") throw new Invalid(`settings.${name}`, "is no setting of this adapter");
    if (typeof value !== "string" || value.length > 100) {
      throw new Invalid("settings.prefix", "must be text of at most 100 characters");
    }
  }
}
