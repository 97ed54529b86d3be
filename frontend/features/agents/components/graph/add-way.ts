import type { DraftStore } from "@/features/agents/model/draft-store";
import { addEdge, nextEdgeKind } from "@/features/agents/model/graph";
import { type EdgeKind, type GraphNode, nodesOf } from "@/features/agents/model/spec";

/** What one fills in first. */
const FIRST_FIELD: Record<EdgeKind, string> = { intent: "intent.name", rule: "rule.all.0", otherwise: "to" };

/** Makes a new way out of a step; returns the address at which it is open, with its first field. */
export function addWay(store: DraftStore, node: GraphNode, kind: EdgeKind = nextEdgeKind(node)): Record<"node" | "edge" | "field", string> {
  const { id = "" } = node;
  let index = 0;
  store.edit((spec) => {
    const added = addEdge(spec, id, kind);
    index = added.index;
    return added.spec;
  });
  const at = nodesOf(store.spec).findIndex((each) => each.id === id);
  return { node: id, edge: String(index), field: `graph.nodes.${at}.edges.${index}.${FIRST_FIELD[kind]}` };
}
