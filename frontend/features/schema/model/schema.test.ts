import { expect, test } from "vitest";
import { fieldsOf } from "./schema";

test("settings of adapters become fields: choices, bounds, nested groups, and values that may be left out", () => {
  const schema = {
    $defs: { Tone: { enum: ["calm", "lively"], type: "string" }, Output: { type: "object", properties: { rate: { type: "integer", minimum: 8000 } } } },
    properties: {
      tone: { $ref: "#/$defs/Tone", default: "calm" },
      boost: { anyOf: [{ type: "number", minimum: 0, maximum: 1 }, { type: "null" }], default: null, title: "Boost" },
      words: { type: "array", items: { type: "string" } },
      output: { $ref: "#/$defs/Output" },
      any: {},
    },
    required: ["words"],
  };
  expect(fieldsOf(schema).map(({ name, kind, options, min, max, isRequired }) => ({ name, kind, options, min, max, isRequired }))).toEqual([
    { name: "tone", kind: "choice", options: ["calm", "lively"], min: undefined, max: undefined, isRequired: false },
    { name: "boost", kind: "number", options: [], min: 0, max: 1, isRequired: false },
    { name: "words", kind: "texts", options: [], min: undefined, max: undefined, isRequired: true },
    { name: "output", kind: "group", options: [], min: undefined, max: undefined, isRequired: false },
    { name: "any", kind: "json", options: [], min: undefined, max: undefined, isRequired: false },
  ]);
});
