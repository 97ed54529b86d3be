/** The part of JSON Schema that settings and credentials of adapters use. */

export type Schema = Record<string, unknown>;

export interface SchemaField {
  name: string;
  title: string;
  description?: string;
  isRequired: boolean;
  kind: "text" | "choice" | "number" | "switch" | "texts" | "group" | "json";
  /** Of a choice. */
  options: string[];
  /** Of a group. */
  schema: Schema;
  isWhole: boolean;
  isSecret: boolean;
  min?: number;
  max?: number;
  fallback?: unknown;
}

export function fieldsOf(schema: Schema, root: Schema = schema): SchemaField[] {
  const { properties, required } = resolved(schema, root);
  const needed = new Set(Array.isArray(required) ? required.map(String) : []);
  return Object.entries(isObject(properties) ? properties : {}).map(([name, property]) => fieldOf(name, property, needed.has(name), root));
}

function fieldOf(name: string, property: unknown, isRequired: boolean, root: Schema): SchemaField {
  const outer = isObject(property) ? property : {};
  const schema = withoutNull(resolved(outer, root), root);
  const options = optionsOf(schema);
  return {
    name,
    title: words(outer.title) ?? words(schema.title) ?? name,
    description: words(outer.description) ?? words(schema.description),
    isRequired,
    kind: kindOf(schema, options, root),
    options,
    schema,
    isWhole: schema.type === "integer",
    isSecret: schema.format === "password" || schema.writeOnly === true,
    min: number(schema.minimum) ?? number(schema.exclusiveMinimum),
    max: number(schema.maximum) ?? number(schema.exclusiveMaximum),
    fallback: outer.default ?? schema.default,
  };
}

function kindOf(schema: Schema, options: string[], root: Schema): SchemaField["kind"] {
  if (options.length > 0) return "choice";
  switch (schema.type) {
    case "string":
      return "text";
    case "number":
    case "integer":
      return "number";
    case "boolean":
      return "switch";
    case "array":
      return resolved(isObject(schema.items) ? schema.items : {}, root).type === "string" ? "texts" : "json";
    case "object":
      return isObject(schema.properties) ? "group" : "json";
    default:
      return "json";
  }
}

/** "X or nothing" is X that may be left out. */
function withoutNull(schema: Schema, root: Schema): Schema {
  const any = schema.anyOf ?? schema.oneOf;
  if (!Array.isArray(any)) return schema;
  const rest = any.filter(isObject).map((each) => resolved(each, root)).filter((each) => each.type !== "null");
  const [only] = rest;
  return rest.length === 1 && only ? only : schema;
}

function optionsOf(schema: Schema): string[] {
  if (Array.isArray(schema.enum) && schema.enum.every((each) => typeof each === "string")) return schema.enum.map(String);
  return typeof schema.const === "string" ? [schema.const] : [];
}

function resolved(schema: Schema, root: Schema): Schema {
  const reference = words(schema.$ref);
  if (!reference?.startsWith("#/")) return schema;
  let found: unknown = root;
  for (const step of reference.slice(2).split("/")) found = isObject(found) ? found[step] : undefined;
  return isObject(found) ? { ...found, ...Object.fromEntries(Object.entries(schema).filter(([key]) => key !== "$ref")) } : {};
}

function words(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

function number(value: unknown): number | undefined {
  return typeof value === "number" ? value : undefined;
}

function isObject(value: unknown): value is Schema {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
