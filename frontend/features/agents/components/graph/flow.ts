import type { Edge as FlowEdge, Node as FlowNode } from "@xyflow/react";
import type { Point } from "@/features/agents/model/graph";
import { type GraphNode, type Spec, nodesOf } from "@/features/agents/model/spec";

/** The spec as the canvas draws it. */

export const START = ":start";
export const NEW_EDGE = "new";
const START_GAP = 200;

export interface StepData extends Record<string, unknown> {
  node: GraphNode;
  /** Its place in the spec. */
  at: number;
  isStart: boolean;
}

export interface StartData extends Record<string, unknown> {
  greeting: string;
}

export type StepNode = FlowNode<StepData, "step">;
export type StartNode = FlowNode<StartData, "start">;
export type CanvasNode = StepNode | StartNode;

/** What the canvas knows and the spec does not. */
export interface View {
  measured: ReadonlyMap<string, { width: number; height: number }>;
  /** Where nodes are while they are dragged. */
  dragged: ReadonlyMap<string, Point>;
  selected: ReadonlySet<string>;
}

export const EMPTY_VIEW: View = { measured: new Map(), dragged: new Map(), selected: new Set() };

export function canvasNodes(spec: Spec, view: View, open: string | null): CanvasNode[] {
  const start = spec.graph?.start_node;
  const nodes = nodesOf(spec);
  const steps: CanvasNode[] = nodes.map((node, at) => ({
    id: node.id ?? String(at),
    type: "step",
    position: view.dragged.get(node.id ?? "") ?? { x: node.position?.x ?? 0, y: node.position?.y ?? 0 },
    data: { node, at, isStart: node.id === start },
    measured: view.measured.get(node.id ?? ""),
    selected: view.selected.has(node.id ?? "") || node.id === open,
  }));
  const first = nodes.find((node) => node.id === start);
  const begin: StartNode = {
    id: START,
    type: "start",
    position: { x: (first?.position?.x ?? 0) - START_GAP, y: (first?.position?.y ?? 0) + 8 },
    data: { greeting: spec.greeting ?? "" },
    measured: view.measured.get(START),
    selected: view.selected.has(START) || open === START,
    draggable: false,
    deletable: false,
  };
  return [begin, ...steps];
}

export function canvasEdges(spec: Spec, chosen: { nodeId: string | null; edge: string | null }): FlowEdge[] {
  const ids = new Set(nodesOf(spec).map((node) => node.id));
  const start = spec.graph?.start_node;
  const edges: FlowEdge[] = nodesOf(spec).flatMap((node) =>
    (node.edges ?? []).flatMap((edge, index) =>
      edge.to && ids.has(edge.to)
        ? [{
            id: `${node.id ?? ""}>${index}`,
            source: node.id ?? "",
            sourceHandle: String(index),
            target: edge.to,
            reconnectable: "target" as const,
            selected: chosen.nodeId === node.id && chosen.edge === String(index),
          }]
        : [],
    ),
  );
  if (start && ids.has(start)) {
    edges.unshift({ id: START, source: START, target: start, deletable: false, reconnectable: "target" });
  }
  return edges;
}

export function edgeRefOf(edge: Pick<FlowEdge, "source" | "sourceHandle">) {
  return { nodeId: edge.source, index: Number(edge.sourceHandle) };
}
