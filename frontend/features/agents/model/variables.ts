import { freeId, type Spec, type Variable } from "./spec";
import { withValue } from "./paths";

export const VARIABLE_TYPES = ["TEXT", "CHOICE", "NUMBER", "DIGITS", "BOOLEAN"] as const;

export function addVariable(spec: Spec): { spec: Spec; index: number } {
  const all = spec.variables ?? [];
  const name = freeId(all.map((each) => each.name ?? ""), "value");
  const variable: Variable = { name, type: "VARIABLE_TYPE_TEXT" };
  return { spec: withValue(spec, "variables", [...all, variable]), index: all.length };
}

const NAMING = new Set(["variable", "answer_variable"]);

/** The spec with a variable called otherwise, wherever it is named: in texts, rules, nodes and tools. */
export function renameVariable(spec: Spec, from: string, to: string): Spec {
  if (!from) return spec;
  const inText = (text: string) => text.replaceAll(`{${from}}`, `{${to}}`);
  const walk = (value: unknown, key: string): unknown => {
    if (typeof value === "string") return NAMING.has(key) && value === from ? to : inText(value);
    if (Array.isArray(value)) return value.map((item) => walk(item, key));
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, inside]) => [name, name === "assigns" ? assigned(inside) : walk(inside, name)]));
  };
  const assigned = (assigns: unknown) =>
    Object.fromEntries(Object.entries(assigns as Record<string, string>).map(([argument, name]) => [argument, name === from ? to : name]));
  const renamed = walk(spec, "") as Spec;
  return { ...renamed, variables: spec.variables?.map((each) => (each.name === from ? { ...each, name: to } : each)) };
}

/** How often a variable is named in the conversation. */
export function usesOf(spec: Spec, name: string): number {
  const text = JSON.stringify({ ...spec, variables: [] });
  return name ? text.split(`{${name}}`).length - 1 + (text.match(new RegExp(`"(variable|answer_variable)":"${name}"`, "g"))?.length ?? 0) : 0;
}
