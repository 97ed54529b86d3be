import type { Spec } from "./spec";

/**
 * Where a value is in a spec: names and indexes with dots between, "graph.nodes.3.say.text".
 * The service calls the same place "graph.nodes[book].say.text"; `pathOf` translates.
 */
export type SpecPath = string;

type Container = Record<string, unknown>;

export function valueAt(spec: unknown, path: SpecPath): unknown {
  let value: unknown = spec;
  for (const step of stepsOf(path)) value = isContainer(value) ? value[step] : undefined;
  return value;
}

/** The spec with another value there; `undefined` removes it. What is on the way and absent is made. */
export function withValue(spec: Spec, path: SpecPath, value: unknown): Spec {
  return changed(spec, stepsOf(path), value) as Spec;
}

function changed(inside: unknown, steps: readonly string[], value: unknown): unknown {
  const [step, ...rest] = steps;
  if (step === undefined) return value;
  if (Array.isArray(inside)) {
    const copy: unknown[] = [...(inside as unknown[])];
    const index = Number(step);
    copy[index] = changed(copy[index], rest, value);
    return copy;
  }
  const copy: Container = isContainer(inside) ? { ...inside } : {};
  const next = changed(copy[step], rest, value);
  if (next === undefined) Reflect.deleteProperty(copy, step);
  else copy[step] = next;
  return copy;
}

/** The service's name of a place as a path here; as far as it leads somewhere. */
export function pathOf(spec: Spec, field: string): SpecPath {
  const steps: string[] = [];
  let value: unknown = spec;
  for (const token of field.matchAll(/\[([^\]]*)\]|([^.[\]]+)/g)) {
    const step = token[1] === undefined ? (token[2] ?? "") : keyIn(value, token[1]);
    steps.push(step);
    value = isContainer(value) ? value[step] : undefined;
  }
  return steps.join(".");
}

/** What stands in brackets is a node's id, a variable's or tool's name, or an index. */
function keyIn(list: unknown, name: string): string {
  if (!Array.isArray(list)) return name;
  const found = list.findIndex((item: unknown) => isContainer(item) && (item.id === name || item.name === name));
  return found >= 0 ? String(found) : name;
}

export function isWithinPath(path: SpecPath, outer: SpecPath): boolean {
  return path === outer || path.startsWith(`${outer}.`);
}

const stepsOf = (path: SpecPath) => path.split(".").filter(Boolean);

function isContainer(value: unknown): value is Container {
  return typeof value === "object" && value !== null;
}
