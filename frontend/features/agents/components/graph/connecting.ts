import type { Connection } from "@xyflow/react";
import { type EdgeRef, addEdge, connectEdge, nextEdgeKind } from "@/features/agents/model/graph";
import { withValue } from "@/features/agents/model/paths";
import { type Spec, nodesOf } from "@/features/agents/model/spec";
import { NEW_EDGE, START } from "./flow";

/** The spec after a line was drawn. */
export function connected(spec: Spec, line: Connection): Spec {
  const { spec: ready, ref } = edgeFrom(spec, line.source, line.sourceHandle ?? "");
  return ref ? connectEdge(ready, ref, line.target) : withValue(ready, "graph.start_node", line.target);
}

/** The edge that a dot stands for, made if the dot is that of new ones; none for the start. */
export function edgeFrom(spec: Spec, nodeId: string, handle: string): { spec: Spec; ref?: EdgeRef } {
  if (nodeId === START) return { spec };
  if (handle !== NEW_EDGE) return { spec, ref: { nodeId, index: Number(handle) } };
  const node = nodesOf(spec).find((each) => each.id === nodeId);
  const added = addEdge(spec, nodeId, nextEdgeKind(node ?? {}));
  return { spec: added.spec, ref: { nodeId, index: added.index } };
}
