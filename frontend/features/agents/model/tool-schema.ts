/** The arguments of a tool, where its JSON Schema is no more than a list of them. */
export interface Argument {
  name: string;
  type: "string" | "number" | "integer" | "boolean";
  description: string;
  /** The only values; none means any. */
  options: string[];
  isRequired: boolean;
}

const TYPES = new Set(["string", "number", "integer", "boolean"]);
const PLAIN_KEYS = new Set(["type", "description", "enum"]);
const OBJECT_KEYS = new Set(["type", "properties", "required", "additionalProperties"]);

type Schema = Record<string, unknown>;

/** The arguments, or undefined if the schema says more than a form can show. */
export function argumentsOf(schema: unknown): Argument[] | undefined {
  if (schema === undefined) return [];
  if (!isObject(schema) || Object.keys(schema).some((key) => !OBJECT_KEYS.has(key))) return undefined;
  const properties = isObject(schema.properties) ? schema.properties : {};
  const required = new Set(Array.isArray(schema.required) ? schema.required.map(String) : []);
  const found = Object.entries(properties).map(([name, property]) => argumentOf(name, property, required.has(name)));
  return found.every((each) => each !== undefined) ? found : undefined;
}

function argumentOf(name: string, property: unknown, isRequired: boolean): Argument | undefined {
  if (!isObject(property) || Object.keys(property).some((key) => !PLAIN_KEYS.has(key))) return undefined;
  const { type, description } = property;
  if (typeof type !== "string" || !TYPES.has(type)) return undefined;
  const options = Array.isArray(property.enum) ? property.enum.map(String) : [];
  return { name, type: type as Argument["type"], description: typeof description === "string" ? description : "", options, isRequired };
}

export function schemaOf(list: readonly Argument[]): Schema {
  return {
    type: "object",
    properties: Object.fromEntries(list.map(({ name, type, description, options }) => [name, { type, ...(description && { description }), ...(options.length > 0 && { enum: options }) }])),
    required: list.filter((each) => each.isRequired).map((each) => each.name),
    additionalProperties: false,
  };
}

function isObject(value: unknown): value is Schema {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
