import type { Step } from "./diff";
import { type SpecPath, valueAt } from "./paths";
import type { Spec } from "./spec";

/** A path as steps for people: nodes and variables by their names. */
export function stepsTo(spec: Spec, path: SpecPath): Step[] {
  const names = path.split(".").filter(Boolean);
  return names.map((name, at) => {
    if (!/^\d+$/.test(name)) return { field: name };
    const item = valueAt(spec, names.slice(0, at + 1).join("."));
    const { title, id, name: called } = (typeof item === "object" && item !== null ? item : {}) as Record<string, unknown>;
    const known = [title, id, called].find((each) => typeof each === "string" && each !== "");
    return known === undefined ? { place: Number(name) + 1 } : { name: String(known) };
  });
}
