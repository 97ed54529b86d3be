import type { GraphNode, Spec } from "../model/spec";

function scale(id: string, title: string, prompt: string, to: string, x: number): GraphNode {
  return {
    id,
    title,
    collect: { variable: id, prompt, phrases: ["i would say {" + id + "}"], digits: { min_digits: 1, max_digits: 1 } },
    edges: [{ to, otherwise: {} }],
    position: { x, y: 0 },
  };
}

export const survey: Spec = {
  greeting: "Hello, this is a short survey of three questions about your last visit.",
  variables: [
    { name: "friendliness", type: "VARIABLE_TYPE_NUMBER", description: "How friendly we were, 1 to 5" },
    { name: "waiting", type: "VARIABLE_TYPE_NUMBER", description: "How long the wait felt, 1 to 5" },
    { name: "comment", type: "VARIABLE_TYPE_TEXT", description: "What we should do better" },
  ],
  graph: {
    start_node: "friendliness",
    nodes: [
      scale("friendliness", "Friendliness", "From one to five, how friendly were we? You may say the number or press the key.", "waiting", 0),
      scale("waiting", "Waiting time", "And from one to five, how happy are you with the waiting time?", "comment", 340),
      { id: "comment", title: "Comment", ask: { prompt: "What should we do better?", answer_variable: "comment", max_attempts: 1 }, edges: [{ to: "unhappy", otherwise: {} }], position: { x: 680, y: 0 } },
      {
        id: "unhappy",
        title: "Unhappy?",
        branch: {},
        edges: [
          { to: "sorry", rule: { all: [{ variable: "friendliness", operator: "COMPARISON_OPERATOR_AT_MOST", value: "2" }] } },
          { to: "thanks", otherwise: {} },
        ],
        position: { x: 1020, y: 0 },
      },
      { id: "sorry", title: "Unhappy", hang_up: { farewell: "We are sorry and will call you back. Goodbye.", disposition: "call_back" }, edges: [], position: { x: 1360, y: -100 } },
      { id: "thanks", title: "Happy", hang_up: { farewell: "Thank you for your time. Goodbye.", disposition: "answered" }, edges: [], position: { x: 1360, y: 120 } },
    ],
  },
};
