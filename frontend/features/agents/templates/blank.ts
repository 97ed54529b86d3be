import type { Spec } from "../model/spec";

export const blank: Spec = {
  graph: {
    start_node: "welcome",
    nodes: [
      { id: "welcome", ask: { prompt: "Hello, how can I help you?" }, edges: [{ to: "goodbye", otherwise: {} }], position: { x: 0, y: 0 } },
      { id: "goodbye", hang_up: { farewell: "Thank you for calling. Goodbye." }, edges: [], position: { x: 360, y: 0 } },
    ],
  },
};
