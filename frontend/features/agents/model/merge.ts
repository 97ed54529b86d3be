import type { Choices, Versions } from "@/lib/merge";
import { type Fields, hasNames, isFields, isOrdered, nameIn, partners } from "./align";
import { isSame, isStruct } from "./canonical";
import { type Step, stepOf } from "./diff";
import { rejoined, withoutLooseEnds } from "./rejoin";
import { NODE_KINDS, type Spec } from "./spec";

/** What both have changed: a field, something that one has removed and the other changed, or an order. */
export interface Clash extends Versions<unknown> {
  /** Of the same place always the same. */
  key: string;
  steps: readonly Step[];
}

export interface SpecMerge {
  spec: Spec;
  clashes: Clash[];
}

/** Of these fields an item has one, and with another comes another meaning. */
const ONE_OF: Readonly<Record<string, readonly string[]>> = { nodes: NODE_KINDS, edges: ["rule", "intent", "otherwise"] };

/** Lists of texts in no order. */
const SETS = new Set(["examples", "phrases", "synonyms", "vocabulary", "required"]);

/** Nobody decides where a step is drawn: mine stays. */
const UNDECIDED = "position";

interface Place {
  key: string;
  steps: readonly Step[];
}

interface Row {
  base?: Fields;
  mine?: Fields;
  theirs?: Fields;
}

/** Two drafts that began as one, place by place: nodes, ways, variables and providers by what they are called. */
export function mergedSpecs(versions: Versions<Spec>, choices: Choices = new Map()): SpecMerge {
  const { base, mine, theirs } = versions;
  if (base === mine) return { spec: theirs, clashes: [] };
  if (isSame(base, theirs)) return { spec: mine, clashes: [] };
  const merging = new Merging(choices);
  const spec = merging.fields(rejoined(versions), { key: "", steps: [] }) as Spec;
  return { spec: withoutLooseEnds(spec), clashes: merging.clashes };
}

class Merging {
  readonly clashes: Clash[] = [];

  constructor(private readonly choices: Choices) {}

  fields(versions: Versions<Fields | undefined>, place: Place, list = ""): Fields {
    const oneOf = ONE_OF[list] ?? [];
    const kind = this.kind(versions, place, oneOf);
    const merged: Fields = { ...kind };
    for (const name of namesOf(versions)) {
      if (kind && oneOf.includes(name)) continue;
      const value = this.value(name, each(versions, (fields) => fields?.[name]), within(place, name, { field: name }));
      if (value !== undefined) merged[name] = value;
    }
    return merged;
  }

  private value(name: string, versions: Versions<unknown>, place: Place): unknown {
    const { mine, theirs } = versions;
    // What is in a message is compared there: the whole of a conversation is long.
    const one = isDeep(name, versions) ? shared(versions) : oneSided(versions, (value) => ({ [name]: value }));
    if (one) return one.value;
    if (name === UNDECIDED) return mine;
    if (isStruct(name)) return this.chosen(versions, place);
    if (isFields(mine) && isFields(theirs)) return this.fields(versions as Versions<Fields>, place);
    if (SETS.has(name)) return mergedSet(each(versions, asList));
    if (hasNames(name)) return this.items(name, each(versions, (value) => asList(value).filter(isFields)), place);
    return this.chosen(versions, place);
  }

  /** Where they are of two kinds, a kind is taken with all that belongs to it. */
  private kind(versions: Versions<Fields | undefined>, place: Place, oneOf: readonly string[]): Fields | undefined {
    const kinds = each(versions, (item) => oneOf.find((name) => item?.[name] !== undefined));
    if (kinds.mine === kinds.theirs) return undefined;
    const parts = each(versions, (item) => Object.fromEntries(Object.entries(item ?? {}).filter(([name]) => oneOf.includes(name))));
    return (oneSided(parts)?.value ?? this.chosen(parts, within(place, "kind", { field: "kind" }))) as Fields;
  }

  private items(list: string, versions: Versions<Fields[]>, place: Place): Fields[] {
    const rows = rowsOf(list, versions);
    return this.order(list, rows, place).flatMap((row) => {
      const item = this.item(list, row, place);
      return item ? [item] : [];
    });
  }

  private item(list: string, { base, mine, theirs }: Row, place: Place): Fields | undefined {
    const versions = { base, mine, theirs };
    const known = mine ?? theirs ?? base ?? {};
    const inside = within(place, `[${nameIn(list, base ?? known) ?? ""}]`, stepOf(list, known));
    if (mine && theirs) return (oneSided(versions)?.value ?? this.fields(versions, inside, list)) as Fields;
    if (!base) return mine ?? theirs;
    // One has removed it: what the other has done to it counts, but not where it stands.
    if (isSame({ ...base, position: undefined }, { ...known, position: undefined })) return undefined;
    return this.chosen(versions, inside) as Fields | undefined;
  }

  /** The order of who has changed it; what only the other has stands where it stood there. */
  private order(list: string, rows: Versions<Row[]>, place: Place): Row[] {
    const common = each(rows, (all) => all.filter((row) => row.base && row.mine && row.theirs));
    const [byMe, byThem] = [!isOneOrder(common.base, common.mine), !isOneOrder(common.base, common.theirs)];
    let isTheirs = byThem && !byMe;
    if (byMe && byThem && isOrdered(list) && !isOneOrder(common.mine, common.theirs)) {
      const names = each(common, (all) => all.map(({ base = {} }) => stepOf(list, base)));
      isTheirs = this.chosen(names, within(place, "order", { field: "order" })) === names.theirs;
    }
    return isTheirs ? withOthers(rows.theirs, rows.mine) : withOthers(rows.mine, rows.theirs);
  }

  private chosen(versions: Versions<unknown>, { key, steps }: Place): unknown {
    this.clashes.push({ key, steps, ...versions });
    return this.choices.get(key) === "theirs" ? versions.theirs : versions.mine;
  }
}

/** The value where at most one has changed it. */
function oneSided(versions: Versions<unknown>, said = (value: unknown): unknown => value): { value: unknown } | undefined {
  const { base, mine, theirs } = versions;
  const isOne = (a: unknown, b: unknown) => a === b || isSame(said(a), said(b));
  if (isOne(base, mine)) return { value: theirs };
  return isOne(base, theirs) || isOne(mine, theirs) ? { value: mine } : undefined;
}

/** Whether all three are a message, or a list of messages that have names. */
function isDeep(name: string, { base, mine, theirs }: Versions<unknown>): boolean {
  const all = [base, mine, theirs];
  return hasNames(name) ? all.every(Array.isArray) : all.every(isFields) && !isStruct(name) && name !== UNDECIDED;
}

/** The same for what is the very same object. */
function shared({ base, mine, theirs }: Versions<unknown>): { value: unknown } | undefined {
  if (mine === theirs || base === theirs) return { value: mine };
  return base === mine ? { value: theirs } : undefined;
}

function rowsOf(list: string, { base, mine, theirs }: Versions<Fields[]>): Versions<Row[]> {
  const known = base.map((item): Row => ({ base: item }));
  const fromMe = placed(list, "mine", mine, known, []);
  const fromThem = placed(list, "theirs", theirs, known, fromMe.filter((row) => !row.base));
  return { base: known, mine: fromMe, theirs: fromThem };
}

/** The items of one side as rows: those of the beginning, those that the other side has added as well, and new ones. */
function placed(list: string, side: "mine" | "theirs", items: Fields[], known: Row[], added: Row[]): Row[] {
  const old = partners(list, known.map((row) => row.base ?? {}), items);
  const fresh = items.filter((_, at) => old[at] === -1);
  const common = partners(list, added.map((row) => row.mine ?? {}), fresh, false);
  return items.map((item, at) => {
    const row = known[old[at] ?? -1] ?? added[common[fresh.indexOf(item)] ?? -1] ?? {};
    row[side] = item;
    return row;
  });
}

function withOthers(lead: readonly Row[], others: readonly Row[]): Row[] {
  const merged = [...lead];
  const there = new Set(lead);
  others.forEach((row, at) => {
    if (there.has(row)) return;
    const before = others[at - 1];
    merged.splice(before ? merged.indexOf(before) + 1 : 0, 0, row);
    there.add(row);
  });
  return merged;
}

function mergedSet({ base, mine, theirs }: Versions<unknown[]>): unknown[] {
  const [was, still] = [new Set(base), new Set(theirs)];
  const kept = mine.filter((item) => still.has(item) || !was.has(item));
  return [...kept, ...theirs.filter((item) => !was.has(item) && !kept.includes(item))];
}

function isOneOrder(a: readonly Row[], b: readonly Row[]): boolean {
  return a.every((row, at) => row === b[at]);
}

function each<Value, Result>({ base, mine, theirs }: Versions<Value>, made: (value: Value) => Result): Versions<Result> {
  return { base: made(base), mine: made(mine), theirs: made(theirs) };
}

function namesOf({ base, mine, theirs }: Versions<Fields | undefined>): string[] {
  return [...new Set([mine, theirs, base].flatMap((fields) => Object.keys(fields ?? {})))];
}

const within = ({ key, steps }: Place, name: string, step: Step): Place => ({ key: `${key}.${name}`, steps: [...steps, step] });

const asList = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
