import type { Edge as FlowEdge, NodeChange } from "@xyflow/react";
import type { Dispatch, SetStateAction } from "react";
import { useEditor } from "@/features/agents/hooks/use-editor";
import type { useAddress } from "@/features/agents/hooks/use-address";
import { type Point, connectEdge, moveNodes, removeEdge, removeNodes } from "@/features/agents/model/graph";
import { edgeKindOf, nodesOf } from "@/features/agents/model/spec";
import { type CanvasNode, START, type View, edgeRefOf } from "./flow";

interface CanvasChanges {
  setView: Dispatch<SetStateAction<View>>;
  change: ReturnType<typeof useAddress>["change"];
}

/** What one does on the canvas, as changes of the view, of the spec and of the address. */
export function useCanvasChanges({ setView, change }: CanvasChanges) {
  const { store } = useEditor();

  function onNodesChange(changes: NodeChange<CanvasNode>[]) {
    setView((view) => viewAfter(view, changes));
    const dropped = new Map<string, Point>();
    for (const each of changes) {
      if (each.type === "position" && each.dragging === false && each.position && each.id !== START) dropped.set(each.id, each.position);
    }
    if (dropped.size > 0) store.edit((spec) => moveNodes(spec, dropped), "graph.positions");
    const chosen = changes.filter((each) => each.type === "select" && each.selected);
    if (chosen.length === 1 && chosen[0]?.type === "select") change({ node: chosen[0].id, edge: undefined });
  }

  /** The canvas names the lines of removed steps as well; those ways stay, and lead nowhere until they are drawn anew. */
  function onDelete({ nodes, edges }: { nodes: CanvasNode[]; edges: FlowEdge[] }) {
    if (nodes.length === 0) return removeWays(edges);
    store.edit((spec) => removeNodes(spec, nodes.map((node) => node.id)));
    change({ node: undefined, edge: undefined });
  }

  function removeWays(edges: FlowEdge[]) {
    // Of one node the last first, so that the places of the others stay.
    const ordered = edges.filter((edge) => edge.source !== START).sort((a, b) => Number(b.sourceHandle) - Number(a.sourceHandle));
    store.edit((spec) =>
      ordered.reduce((before, edge) => {
        const node = nodesOf(before).find((each) => each.id === edge.source);
        const ref = edgeRefOf(edge);
        const found = node?.edges?.[ref.index];
        if (!found) return before;
        return edgeKindOf(found) === "otherwise" ? connectEdge(before, ref, "") : removeEdge(before, ref);
      }, spec),
    );
    change({ edge: undefined });
  }

  function onEdgeClick(_event: unknown, edge: FlowEdge) {
    if (edge.source === START) change({ node: START, edge: undefined });
    else change({ node: edge.source, edge: edge.sourceHandle ?? undefined });
  }

  return { onNodesChange, onDelete, onEdgeClick };
}

function viewAfter(view: View, changes: readonly NodeChange<CanvasNode>[]): View {
  const measured = new Map(view.measured);
  const dragged = new Map(view.dragged);
  const selected = new Set(view.selected);
  for (const each of changes) {
    if (each.type === "dimensions" && each.dimensions) measured.set(each.id, each.dimensions);
    if (each.type === "position" && each.position && each.dragging === true) dragged.set(each.id, each.position);
    if (each.type === "position" && each.dragging === false) dragged.delete(each.id);
    if (each.type === "select" && each.selected) selected.add(each.id);
    if (each.type === "select" && !each.selected) selected.delete(each.id);
    if (each.type === "remove") selected.delete(each.id);
  }
  return { measured, dragged, selected };
}
