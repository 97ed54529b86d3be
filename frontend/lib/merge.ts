/** Two people have changed the same thing: what only one of them changed is both's, the rest is a choice. */

export type Side = "mine" | "theirs";

/** Whose value stays, by the key of what both have changed. Without a choice it is mine. */
export type Choices = ReadonlyMap<string, Side>;

export interface Versions<Value> {
  /** What both began with. */
  base: Value;
  mine: Value;
  theirs: Value;
}

export interface FieldClash<Values> extends Versions<unknown> {
  field: keyof Values & string;
}

export interface FieldsMerge<Values> {
  values: Values;
  clashes: FieldClash<Values>[];
  /** Fields that only they have changed. */
  arrived: (keyof Values & string)[];
}

/** The fields of a form, each for itself. */
export function mergedFields<Values extends object>({ base, mine, theirs }: Versions<Values>, choices: Choices = new Map()): FieldsMerge<Values> {
  const merge: FieldsMerge<Values> = { values: { ...mine }, clashes: [], arrived: [] };
  for (const field of Object.keys(mine) as (keyof Values & string)[]) {
    if (isAlike(mine[field], theirs[field]) || isAlike(base[field], theirs[field])) continue;
    const isOnlyTheirs = isAlike(base[field], mine[field]);
    if (isOnlyTheirs) merge.arrived.push(field);
    else merge.clashes.push({ field, base: base[field], mine: mine[field], theirs: theirs[field] });
    if (isOnlyTheirs || choices.get(field) === "theirs") merge.values[field] = theirs[field];
  }
  return merge;
}

function isAlike(a: unknown, b: unknown): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}
