// Refuses requests the way clients can read: google.rpc.Status with ErrorInfo and, for wrong ones, BadRequest.

import { Metadata, status, type StatusObject } from "@grpc/grpc-js";
import protobuf from "protobufjs";

// The three messages of google.rpc that are needed, by their published field numbers.
const messages = protobuf.Root.fromJSON({
  nested: {
    Any: { fields: { type_url: { type: "string", id: 1 }, value: { type: "bytes", id: 2 } } },
    Status: {
      fields: {
        code: { type: "int32", id: 1 },
        message: { type: "string", id: 2 },
        details: { rule: "repeated", type: "Any", id: 3 },
      },
    },
    ErrorInfo: { fields: { reason: { type: "string", id: 1 }, domain: { type: "string", id: 2 } } },
    BadRequest: { fields: { field_violations: { rule: "repeated", type: "FieldViolation", id: 1 } } },
    FieldViolation: { fields: { field: { type: "string", id: 1 }, description: { type: "string", id: 2 } } },
  },
});

/** The reason of a refusal is its code's name. */
export class Refusal extends Error {
  constructor(
    readonly code: status,
    message: string,
    readonly violations: { field: string; description: string }[] = [],
  ) {
    super(message);
  }
}

/** `field` is the path of what is wrong in the request, for example "config.voice". */
export class Invalid extends Refusal {
  constructor(field: string, description: string) {
    super(status.INVALID_ARGUMENT, `${field}: ${description}`, [{ field, description }]);
  }
}

/** Returns what a call is ended with; errors that are no Refusal are defects of ours. */
export function ended(error: unknown): Partial<StatusObject> {
  if (!(error instanceof Refusal)) {
    console.error(error);
    return { code: status.INTERNAL, details: "internal error" };
  }
  const { code, message, violations } = error;
  const details = [packed("ErrorInfo", { reason: status[code], domain: "example.com" })];
  if (violations.length) details.push(packed("BadRequest", { field_violations: violations }));
  const metadata = new Metadata();
  metadata.set("grpc-status-details-bin", Buffer.from(encode("Status", { code, message, details })));
  return { code, details: message, metadata };
}

export function checkLanguage(field: string, language: string, known: string[]): void {
  const bare = language.split("-")[0] ?? "";
  if (!known.includes("*") && !known.includes(language) && !known.includes(bare)) {
    throw new Invalid(field, `must be one of: ${known.join(", ")}`);
  }
}

function encode(type: string, message: object): Uint8Array {
  return messages.lookupType(type).encode(message).finish();
}

function packed(type: string, message: object): object {
  return { type_url: `type.googleapis.com/google.rpc.${type}`, value: encode(type, message) };
}
