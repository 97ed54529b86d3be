import { addNode, connectEdge } from "./graph";
import { withValue } from "./paths";
import { type Spec, nodesOf } from "./spec";

/** True if the conversation begins with something that nobody can interrupt. */
export function hasNotice(spec: Spec): boolean {
  const start = nodesOf(spec).find((node) => node.id === spec.graph?.start_node);
  return start?.say?.uninterruptible === true;
}

/** Puts a notice before the start node. */
export function addNotice(spec: Spec, text: string, title: string): Spec {
  const start = spec.graph?.start_node ?? "";
  const first = nodesOf(spec).find((node) => node.id === start);
  const { spec: added, id } = addNode(spec, "say", { x: (first?.position?.x ?? 0) - 340, y: first?.position?.y ?? 0 });
  const at = nodesOf(added).length - 1;
  const worded = withValue(withValue(added, `graph.nodes.${at}.say`, { text, uninterruptible: true }), `graph.nodes.${at}.title`, title);
  return withValue(connectEdge(worded, { nodeId: id, index: 0 }, start), "graph.start_node", id);
}
