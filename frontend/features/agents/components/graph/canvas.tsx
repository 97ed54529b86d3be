"use client";

import { Background, type Connection, ConnectionMode, Controls, type FinalConnectionState, MiniMap, ReactFlow, ReactFlowProvider, useReactFlow } from "@xyflow/react";
import { useTranslations } from "next-intl";
import { useEffect, useMemo, useState } from "react";
import { useEditor, useSpec } from "@/features/agents/hooks/use-editor";
import { useAddress } from "@/features/agents/hooks/use-address";
import { useTrace } from "@/features/agents/hooks/use-trace";
import { type Point, addNode, connectEdge, moveNodes } from "@/features/agents/model/graph";
import { freePlace, isUnplaced, laidOut } from "@/features/agents/model/layout";
import { type NodeKind, nodesOf } from "@/features/agents/model/spec";
import { AddNodeMenu } from "./add-node";
import { addWay } from "./add-way";
import { type CanvasActions, CanvasActionsContext } from "./canvas-actions";
import { CanvasToolbar } from "./toolbar";
import { EMPTY_VIEW, START, type CanvasNode, canvasEdges, canvasNodes } from "./flow";
import { StartCard } from "./start-node";
import { StepCard } from "./step-node";
import { useCanvasChanges } from "./use-canvas-changes";
import { useCanvasKeys } from "./use-canvas-keys";
import { FIT, useOpening } from "./use-opening";
import { connected, edgeFrom } from "./connecting";
import "./graph.css";

const NODE_TYPES = { step: StepCard, start: StartCard };
const MAP_SIZE = { width: 144, height: 96 };
// A link away from the site has no place among the controls.
const NO_LINK = { hideAttribution: true };

export function Canvas() {
  return (
    <ReactFlowProvider>
      <Graph />
    </ReactFlowProvider>
  );
}

/** A new node that a drawn line or the menu asks for: where, and what leads to it. */
export interface NewNode {
  at: Point;
  screen: Point;
  from?: { nodeId: string; handle: string };
}

function Graph() {
  const { store, isReadOnly } = useEditor();
  const spec = useSpec();
  const { query, change } = useAddress();
  const [view, setView] = useState(EMPTY_VIEW);
  const [adding, setAdding] = useState<NewNode>();
  const flow = useReactFlow<CanvasNode>();
  const labels = useAriaLabels();
  const [box, setBox] = useState<HTMLDivElement | null>(null);
  const [node, edge] = [query.get("node"), query.get("edge")];
  const nodes = useMemo(() => canvasNodes(spec, view, node), [spec, view, node]);
  const edges = useMemo(() => canvasEdges(spec, { nodeId: node, edge }), [spec, node, edge]);
  const changes = useCanvasChanges({ setView, change });
  const onKeyDown = useCanvasKeys({ selected: view.selected, setView });
  const { onMoveStart } = useOpening(box);
  const actions = useActions(change);
  usePlacedOnce();
  useFollowing(query.get("node"));

  function create(kind: NodeKind, wish: NewNode) {
    let made = "";
    store.edit((before) => {
      const added = addNode(before, kind, freePlace(before, wish.at));
      made = added.id;
      if (!wish.from) return added.spec;
      const { spec: ready, ref } = edgeFrom(added.spec, wish.from.nodeId, wish.from.handle);
      return ref ? connectEdge(ready, ref, added.id) : { ...ready, graph: { ...ready.graph, start_node: added.id } };
    });
    setAdding(undefined);
    change({ node: made, edge: undefined });
  }

  function onConnectEnd(event: MouseEvent | TouchEvent, line: FinalConnectionState) {
    if (line.isValid || !line.fromNode || line.fromHandle?.type !== "source") return;
    const point = "changedTouches" in event ? event.changedTouches[0] : event;
    if (!point || line.toNode) return;
    const screen = { x: point.clientX, y: point.clientY };
    setAdding({ at: flow.screenToFlowPosition(screen), screen, from: { nodeId: line.fromNode.id, handle: line.fromHandle.id ?? "" } });
  }

  return (
    <CanvasActionsContext value={actions}>
      <div ref={setBox} className="relative h-full" onKeyDown={isReadOnly ? undefined : onKeyDown}>
        <ReactFlow<CanvasNode>
          nodes={nodes}
          edges={edges}
          nodeTypes={NODE_TYPES}
          {...changes}
          onConnect={(line: Connection) => store.edit((before) => connected(before, line))}
          onReconnect={(old, line) => store.edit((before) => connected(before, { ...line, source: old.source, sourceHandle: old.sourceHandle ?? null }))}
          onConnectEnd={onConnectEnd}
          isValidConnection={(line) => line.target !== START}
          onPaneClick={() => {
            setAdding(undefined);
            change({ node: undefined, edge: undefined });
          }}
          nodesDraggable={!isReadOnly}
          nodesConnectable={!isReadOnly}
          deleteKeyCode={isReadOnly ? null : ["Delete", "Backspace"]}
          connectionMode={ConnectionMode.Strict}
          connectionRadius={30}
          selectNodesOnDrag={false}
          multiSelectionKeyCode={["Shift", "Meta", "Control"]}
          onMoveStart={onMoveStart}
          minZoom={0.15}
          maxZoom={1.75}
          onlyRenderVisibleElements={nodes.length > 120}
          ariaLabelConfig={labels}
          proOptions={NO_LINK}
        >
          <Background gap={20} />
          <Controls showInteractive={false} position="bottom-left" className="agent-controls" />
          {nodes.length > 4 && <MiniMap pannable zoomable position="bottom-right" className="hidden! sm:block!" nodeBorderRadius={16} style={MAP_SIZE} />}
          <CanvasToolbar onAdd={(screen) => setAdding({ at: flow.screenToFlowPosition(middleOf(screen)), screen })} onLayout={() => void flow.fitView(FIT)} />
        </ReactFlow>
        {adding && <AddNodeMenu at={adding.screen} onChoose={(kind) => create(kind, adding)} onClose={() => setAdding(undefined)} />}
      </div>
    </CanvasActionsContext>
  );
}

function useActions(change: ReturnType<typeof useAddress>["change"]): CanvasActions {
  const { store } = useEditor();
  return useMemo(
    () => ({
      addWay: (nodeId) => {
        const node = nodesOf(store.spec).find((each) => each.id === nodeId);
        if (node) change(addWay(store, node));
      },
    }),
    [store, change],
  );
}

/** A new node of the toolbar comes to the middle of what is seen, a little apart from the last one. */
function middleOf(screen: Point): Point {
  const box = document.querySelector(".react-flow")?.getBoundingClientRect();
  if (!box) return screen;
  const spread = () => (Math.random() - 0.5) * 80;
  return { x: box.x + box.width / 2 + spread(), y: box.y + box.height / 2 + spread() };
}

/** Agents made by machines may have no places yet. */
function usePlacedOnce() {
  const { store, isReadOnly } = useEditor();
  useEffect(() => {
    if (!isReadOnly && isUnplaced(store.spec)) store.edit((spec) => moveNodes(spec, laidOut(spec)));
  }, [store, isReadOnly]);
}

/** Brings the node into view that a test is in, or that the address names and is out of sight. */
function useFollowing(chosen: string | null) {
  const flow = useReactFlow();
  const { current } = useTrace();
  const wanted = current ?? chosen;
  useEffect(() => {
    if (!wanted) return;
    const timer = setTimeout(() => {
      const node = flow.getInternalNode(wanted);
      const box = document.querySelector(".react-flow")?.getBoundingClientRect();
      const drawn = document.querySelector(`.react-flow__node[data-id="${CSS.escape(wanted)}"]`)?.getBoundingClientRect();
      if (!node || !box) return;
      const isSeen = drawn && drawn.left >= box.left && drawn.right <= box.right && drawn.top >= box.top && drawn.bottom <= box.bottom;
      if (isSeen) return;
      const { x, y } = node.internals.positionAbsolute;
      void flow.setCenter(x + 124, y + 80, { zoom: Math.max(flow.getZoom(), 0.6), duration: 250 });
    }, 120);
    return () => clearTimeout(timer);
  }, [wanted, flow]);
}

function useAriaLabels() {
  const t = useTranslations("agent.canvas");
  return useMemo(
    () => ({
      "node.a11yDescription.default": t("nodeKeys"),
      "node.a11yDescription.keyboardDisabled": t("nodeKeys"),
      "edge.a11yDescription.default": t("edgeKeys"),
      "controls.ariaLabel": t("controls"),
      "controls.zoomIn.ariaLabel": t("zoomIn"),
      "controls.zoomOut.ariaLabel": t("zoomOut"),
      "controls.fitView.ariaLabel": t("fit"),
      "minimap.ariaLabel": t("minimap"),
    }),
    [t],
  );
}

