import dagre from "@dagrejs/dagre";
import type { Point } from "./graph";
import { type GraphNode, type Spec, isEnd, kindOf, nodesOf } from "./spec";

export const NODE_WIDTH = 232;
const HEAD_PX = 84;
const EDGE_PX = 28;
const GAP_PX = 32;
const NEW_HEIGHT_PX = HEAD_PX + 2 * EDGE_PX;

/** How high a node is drawn, before it was. */
export function heightOf(node: GraphNode): number {
  return HEAD_PX + (isEnd(kindOf(node)) ? 0 : ((node.edges?.length ?? 0) + 1) * EDGE_PX);
}

/** Places from left to right in the order of the conversation. */
export function laidOut(spec: Spec): Map<string, Point> {
  const graph = new dagre.graphlib.Graph();
  graph.setGraph({ rankdir: "LR", nodesep: 36, ranksep: 96 });
  graph.setDefaultEdgeLabel(() => ({}));
  const nodes = nodesOf(spec);
  const start = spec.graph?.start_node;
  for (const node of [...nodes].sort((a, b) => Number(b.id === start) - Number(a.id === start))) {
    graph.setNode(node.id ?? "", { width: NODE_WIDTH, height: heightOf(node) });
  }
  for (const node of nodes) {
    for (const edge of node.edges ?? []) if (edge.to && graph.hasNode(edge.to)) graph.setEdge(node.id ?? "", edge.to);
  }
  dagre.layout(graph);
  return new Map(
    nodes.map((node) => {
      const { x = 0, y = 0 } = graph.node(node.id ?? "") as Partial<Point>;
      return [node.id ?? "", { x: Math.round(x - NODE_WIDTH / 2), y: Math.round(y - heightOf(node) / 2) }];
    }),
  );
}

/** The place itself, or the next one below where a new node covers none. */
export function freePlace(spec: Spec, { x, y }: Point): Point {
  const place = { x: Math.round(x), y: Math.round(y) };
  const isCovered = (node: GraphNode) => {
    const { x: left = 0, y: top = 0 } = node.position ?? {};
    const isBeside = Math.abs(left - place.x) >= NODE_WIDTH + GAP_PX;
    return !isBeside && place.y < top + heightOf(node) + GAP_PX && top < place.y + NEW_HEIGHT_PX + GAP_PX;
  };
  for (let node = nodesOf(spec).find(isCovered); node; node = nodesOf(spec).find(isCovered)) {
    place.y = (node.position?.y ?? 0) + heightOf(node) + GAP_PX;
  }
  return place;
}

/** True if nobody has placed the nodes: all lie on one spot. */
export function isUnplaced(spec: Spec): boolean {
  const nodes = nodesOf(spec);
  return nodes.length > 1 && new Set(nodes.map((node) => `${node.position?.x ?? 0} ${node.position?.y ?? 0}`)).size === 1;
}
