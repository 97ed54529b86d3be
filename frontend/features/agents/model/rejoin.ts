import type { Versions } from "@/lib/merge";
import { isSame } from "./canonical";
import { renameNode } from "./graph";
import { withValue } from "./paths";
import { type Edge, type GraphNode, type Spec, freeId, kindOf, nodesOf } from "./spec";
import { renameVariable } from "./variables";

/** What was renamed is still the same thing, and two new things of one name are two: made so before drafts are merged. */

type Renaming = ReadonlyMap<string, string>;
type Find = (before: Spec, after: Spec) => Renaming;
type Rename = (spec: Spec, from: string, to: string) => Spec;

const renamedNode: Rename = (spec, from, to) => renameNode(spec, from, to).spec;

export function rejoined(versions: Versions<Spec>): Versions<Spec> {
  const named = renamed(renamed(versions, renamedVariables, renameVariable), renamedNodes, renamedNode);
  return { ...named, mine: apart(named) };
}

/** Who did not rename it does so as well, wherever it is named; what both have called otherwise is left to them. */
function renamed(versions: Versions<Spec>, find: Find, rename: Rename): Versions<Spec> {
  let { base, mine, theirs } = versions;
  const [byMe, byThem] = [find(base, mine), find(base, theirs)];
  for (const [from, to] of new Map([...byMe, ...byThem])) {
    const [here, there] = [byMe.get(from), byThem.get(from)];
    if (here && there && here !== there) continue;
    base = rename(base, from, to);
    if (!here) mine = rename(mine, from, to);
    if (!there) theirs = rename(theirs, from, to);
  }
  return { base, mine, theirs };
}

function renamedVariables(before: Spec, after: Spec): Renaming {
  const [old, now] = [before.variables ?? [], after.variables ?? []];
  if (old.length !== now.length) return new Map();
  const [oldNames, newNames] = [new Set(old.map((each) => each.name)), new Set(now.map((each) => each.name))];
  return new Map(
    old.flatMap(({ name = "" }, at): [string, string][] => {
      const next = now[at]?.name ?? "";
      return name && next && !newNames.has(name) && !oldNames.has(next) ? [[name, next]] : [];
    }),
  );
}

/** A step keeps its place and its kind when it is renamed. */
function renamedNodes(before: Spec, after: Spec): Renaming {
  const [old, now] = [byId(before), byId(after)];
  const gone = [...old.values()].filter((node) => !now.has(node.id ?? ""));
  const come = [...now.values()].filter((node) => !old.has(node.id ?? ""));
  return new Map(
    gone.flatMap((node): [string, string][] => {
      const found = node.position && come.find((each) => isSame(each.position, node.position) && kindOf(each) === kindOf(node));
      return found?.id && node.id ? [[node.id, found.id]] : [];
    }),
  );
}

/** Mine, with ids of its own for steps that both have made and that only happen to be called alike. */
function apart({ base, mine, theirs }: Versions<Spec>): Spec {
  const [old, others] = [byId(base), byId(theirs)];
  return nodesOf(mine).reduce((spec, node) => {
    const id = node.id ?? "";
    const other = others.get(id);
    if (old.has(id) || !other || isSame(node, other)) return spec;
    return renameNode(spec, id, freeId([...byId(spec).keys(), ...others.keys()], id)).spec;
  }, mine);
}

/** Ways to steps that one of two has removed lead nowhere, as if they had been removed here. */
export function withoutLooseEnds(spec: Spec): Spec {
  if (!spec.graph) return spec;
  const ids = byId(spec);
  const leadsOn = ({ to }: Edge) => !to || ids.has(to);
  const nodes = nodesOf(spec).map((node) => {
    const { edges = [] } = node;
    return edges.every(leadsOn) ? node : { ...node, edges: edges.map((edge) => (leadsOn(edge) ? edge : { ...edge, to: "" })) };
  });
  const whole = withValue(spec, "graph.nodes", nodes);
  return !spec.graph.start_node || ids.has(spec.graph.start_node) ? whole : withValue(whole, "graph.start_node", "");
}

const byId = (spec: Spec): ReadonlyMap<string, GraphNode> => new Map(nodesOf(spec).map((node) => [node.id ?? "", node]));
