import { withValue } from "./paths";
import { type Edge, type EdgeKind, type GraphNode, type NodeKind, type Spec, edgeKindOf, emptyNode, freeId, isEnd, kindOf, nodesOf, takesIntents } from "./spec";

export interface Point {
  x: number;
  y: number;
}

/** The edge's place in its node. */
export interface EdgeRef {
  nodeId: string;
  index: number;
}

function withNodes(spec: Spec, change: (nodes: GraphNode[]) => GraphNode[]): Spec {
  return withValue(spec, "graph.nodes", change(nodesOf(spec)));
}

function withNode(spec: Spec, id: string, change: (node: GraphNode) => GraphNode): Spec {
  return withNodes(spec, (nodes) => nodes.map((node) => (node.id === id ? change(node) : node)));
}

/** Adds a node; the first one is where the conversation starts. Every node but the ends gets its default way out. */
export function addNode(spec: Spec, kind: NodeKind, position: Point): { spec: Spec; id: string } {
  const id = freeId(nodesOf(spec).map((node) => node.id ?? ""), kind);
  const node: GraphNode = { ...emptyNode(kind, id), position, edges: isEnd(kind) ? [] : [{ to: "", otherwise: {} }] };
  const added = withNodes(spec, (nodes) => [...nodes, node]);
  return { spec: spec.graph?.start_node ? added : withValue(added, "graph.start_node", id), id };
}

export function duplicateNodes(spec: Spec, ids: readonly string[], by: Point = { x: 40, y: 40 }): { spec: Spec; ids: string[] } {
  return insertNodes(spec, nodesOf(spec).filter((node) => ids.includes(node.id ?? "")), by);
}

/** Puts copies in; ways between them lead to the copies. */
export function insertNodes(spec: Spec, nodes: readonly GraphNode[], by: Point): { spec: Spec; ids: string[] } {
  const taken = nodesOf(spec).map((node) => node.id ?? "");
  const names = new Map<string, string>();
  for (const node of nodes) {
    const id = freeId([...taken, ...names.values()], node.id ?? "node");
    names.set(node.id ?? "", id);
  }
  const known = new Set(taken);
  const copies = nodes.map((node) => ({
    ...structuredClone(node),
    id: names.get(node.id ?? ""),
    position: { x: (node.position?.x ?? 0) + by.x, y: (node.position?.y ?? 0) + by.y },
    edges: (node.edges ?? []).map((edge) => ({ ...structuredClone(edge), to: names.get(edge.to ?? "") ?? (known.has(edge.to ?? "") ? edge.to : "") })),
  }));
  return { spec: withNodes(spec, (all) => [...all, ...copies]), ids: [...names.values()] };
}

/** Ways that led to a node that is gone lead nowhere; the graph shows so until they are drawn anew. */
export function removeNodes(spec: Spec, ids: readonly string[]): Spec {
  const gone = new Set(ids);
  const rest = withNodes(spec, (nodes) =>
    nodes
      .filter((node) => !gone.has(node.id ?? ""))
      .map((node) => ({ ...node, edges: (node.edges ?? []).map((edge) => (gone.has(edge.to ?? "") ? { ...edge, to: "" } : edge)) })),
  );
  return gone.has(spec.graph?.start_node ?? "") ? withValue(rest, "graph.start_node", "") : rest;
}

export function renameNode(spec: Spec, id: string, wish: string): { spec: Spec; id: string } {
  const others = nodesOf(spec).map((node) => node.id ?? "").filter((each) => each !== id);
  const next = freeId(others, wish);
  const renamed = withNodes(spec, (nodes) =>
    nodes.map((node) => ({
      ...node,
      id: node.id === id ? next : node.id,
      edges: (node.edges ?? []).map((edge) => (edge.to === id ? { ...edge, to: next } : edge)),
    })),
  );
  return { spec: spec.graph?.start_node === id ? withValue(renamed, "graph.start_node", next) : renamed, id: next };
}

export function moveNodes(spec: Spec, positions: ReadonlyMap<string, Point>): Spec {
  return withNodes(spec, (nodes) =>
    nodes.map((node) => {
      const position = positions.get(node.id ?? "");
      return position ? { ...node, position: { x: Math.round(position.x), y: Math.round(position.y) } } : node;
    }),
  );
}

const CONDITIONS: Record<EdgeKind, () => Edge> = {
  rule: () => ({ rule: { all: [{ variable: "", operator: "COMPARISON_OPERATOR_EQUALS", value: "" }] } }),
  intent: () => ({ intent: { name: "", examples: [] } }),
  otherwise: () => ({ otherwise: {} }),
};

/** What a new way out of a node is: its default if it has none, else what its kind can tell apart. */
export function nextEdgeKind(node: GraphNode): EdgeKind {
  if (!(node.edges ?? []).some((edge) => edgeKindOf(edge) === "otherwise")) return "otherwise";
  return takesIntents(kindOf(node)) ? "intent" : "rule";
}

/** The default comes last: it is tried last. */
export function addEdge(spec: Spec, nodeId: string, kind: EdgeKind, to = ""): { spec: Spec; index: number } {
  let index = 0;
  const changed = withNode(spec, nodeId, (node) => {
    const edges = node.edges ?? [];
    const fallback = edges.findIndex((edge) => edgeKindOf(edge) === "otherwise");
    index = kind !== "otherwise" && fallback >= 0 ? fallback : edges.length;
    return { ...node, edges: edges.toSpliced(index, 0, { to, ...CONDITIONS[kind]() }) };
  });
  return { spec: changed, index };
}

export function connectEdge(spec: Spec, { nodeId, index }: EdgeRef, to: string): Spec {
  return withNode(spec, nodeId, (node) => ({
    ...node,
    edges: (node.edges ?? []).map((edge, at) => (at === index ? { ...edge, to } : edge)),
  }));
}

export function removeEdge(spec: Spec, { nodeId, index }: EdgeRef): Spec {
  return withNode(spec, nodeId, (node) => ({ ...node, edges: (node.edges ?? []).toSpliced(index, 1) }));
}

export function moveEdge(spec: Spec, { nodeId, index }: EdgeRef, by: -1 | 1): Spec {
  return withNode(spec, nodeId, (node) => ({ ...node, edges: moved(node.edges ?? [], index, index + by) }));
}

/** Another condition in place of the one there; where it leads stays. */
export function changeEdgeKind(spec: Spec, { nodeId, index }: EdgeRef, kind: EdgeKind): Spec {
  return withNode(spec, nodeId, (node) => ({
    ...node,
    edges: (node.edges ?? []).map((edge, at) => (at === index ? { to: edge.to, ...CONDITIONS[kind]() } : edge)),
  }));
}

/** Another kind in place of the one there; words that both kinds say are kept. */
export function changeNodeKind(spec: Spec, nodeId: string, kind: NodeKind): Spec {
  return withNode(spec, nodeId, (node) => {
    const { id = "", title, position, edges } = node;
    const words = node.say?.text ?? node.ask?.prompt ?? node.collect?.prompt ?? node.prompt?.opening ?? node.transfer?.announcement ?? node.hang_up?.farewell ?? "";
    const next = emptyNode(kind, id);
    if (next.say) next.say.text = words;
    if (next.ask) next.ask.prompt = words;
    if (next.collect) next.collect.prompt = words;
    if (next.prompt) next.prompt.opening = words;
    if (next.transfer) next.transfer.announcement = words;
    if (next.hang_up) next.hang_up.farewell = words;
    return { ...next, title, position, edges: isEnd(kind) ? [] : edges };
  });
}

export function moved<Item>(list: readonly Item[], from: number, to: number): Item[] {
  const item = list[from];
  if (item === undefined || to < 0 || to >= list.length) return [...list];
  return list.toSpliced(from, 1).toSpliced(to, 0, item);
}
