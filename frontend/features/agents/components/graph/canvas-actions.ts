import { createContext, use } from "react";

/** What cards on the canvas may ask for. They are many, so that they follow no address themselves. */
export interface CanvasActions {
  /** Makes a new way out of a step and opens it. */
  addWay: (nodeId: string) => void;
}

export const CanvasActionsContext = createContext<CanvasActions>({ addWay: () => undefined });

export const useCanvasActions = () => use(CanvasActionsContext);
