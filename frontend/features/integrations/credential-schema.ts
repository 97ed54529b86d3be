import type { Adapter } from "./api/integrations";

/** One value of a credential, as its JSON Schema describes it. */
export interface CredentialField {
  name: string;
  title: string;
  description: string;
  isSecret: boolean;
  isRequired: boolean;
  initial: string;
  choices: string[];
  pattern: string | undefined;
}

interface Property {
  title?: unknown;
  description?: unknown;
  format?: unknown;
  writeOnly?: unknown;
  default?: unknown;
  enum?: unknown;
  pattern?: unknown;
}

/** What to ask for, the needed first. Schemas of credentials are flat: texts by name. */
export function fieldsOf(schema: Adapter["credential_schema"]): CredentialField[] {
  const { properties, required } = (schema ?? {}) as { properties?: Record<string, Property>; required?: unknown };
  const needed = new Set(Array.isArray(required) ? required.map(String) : []);
  return Object.entries(properties ?? {})
    .map(([name, property]) => ({
      name,
      title: titleOf(name, text(property.title)),
      description: text(property.description),
      isSecret: property.format === "password" || property.writeOnly === true,
      isRequired: needed.has(name),
      initial: property.writeOnly === true ? "" : text(property.default),
      choices: Array.isArray(property.enum) ? property.enum.map(String) : [],
      pattern: typeof property.pattern === "string" ? property.pattern : undefined,
    }))
    .sort((one, other) => Number(other.isRequired) - Number(one.isRequired));
}

/** What would be refused: by name, which rule it breaks. */
export function wrongIn(fields: readonly CredentialField[], values: Readonly<Record<string, string>>): Partial<Record<string, "missing" | "pattern">> {
  return Object.fromEntries(
    fields.flatMap((field): [string, "missing" | "pattern"][] => {
      const value = values[field.name]?.trim() ?? "";
      if (!value) return field.isRequired ? [[field.name, "missing"]] : [];
      return field.pattern && !matches(field.pattern, value) ? [[field.name, "pattern"]] : [];
    }),
  );
}

/** What is sent: nothing for what was left empty. */
export function valuesOf(fields: readonly CredentialField[], values: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(fields.map((field) => [field.name, values[field.name]?.trim() ?? ""]).filter(([, value]) => value !== ""));
}

/** Pydantic names what has no title after the field: "Api Key". */
function titleOf(name: string, title: string): string {
  return (title || name.replaceAll("_", " ")).replace(/\bApi\b/i, "API").replace(/\bId\b/, "ID");
}

function matches(pattern: string, value: string): boolean {
  try {
    return new RegExp(pattern, "u").test(value);
  } catch {
    return true;
  }
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}
