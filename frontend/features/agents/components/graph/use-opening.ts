import { useNodesInitialized, useReactFlow } from "@xyflow/react";
import { useCallback, useEffect, useRef } from "react";
import { START } from "./flow";

export const FIT = { padding: 0.12, maxZoom: 1, minZoom: 0.15 };

/** What is smaller cannot be read. */
const READABLE_ZOOM = 0.55;
const MARGIN_PX = 48;

/** Shows all of a small conversation, and the beginning of a large one; again when the room changes, until somebody moves it. */
export function useOpening(box: HTMLElement | null) {
  const flow = useReactFlow();
  const hasMoved = useRef(false);

  const open = useCallback(() => {
    const room = box?.getBoundingClientRect();
    const start = flow.getInternalNode(START)?.internals.positionAbsolute;
    if (!room || !start || hasMoved.current) return;
    const { width, height } = flow.getNodesBounds(flow.getNodes());
    const zoom = Math.min(room.width / (width * 1.15), room.height / (height * 1.15));
    if (zoom >= READABLE_ZOOM) void flow.fitView(FIT);
    else void flow.setViewport({ x: MARGIN_PX - start.x * READABLE_ZOOM, y: room.height / 2 - start.y * READABLE_ZOOM, zoom: READABLE_ZOOM });
  }, [box, flow]);

  useEffect(() => {
    if (!box) return;
    const observer = new ResizeObserver(open);
    observer.observe(box);
    return () => observer.disconnect();
  }, [box, open]);

  const isMeasured = useNodesInitialized();
  useEffect(() => {
    if (isMeasured) open();
  }, [isMeasured, open]);

  return {
    /** Moves that no person made have no event. */
    onMoveStart: (event: MouseEvent | TouchEvent | null) => {
      if (event) hasMoved.current = true;
    },
  };
}
