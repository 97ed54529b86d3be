import type { GraphNode, Spec, Variable } from "../model/spec";

const WORDS = ["one", "two", "three", "four", "five"];

/** A choice takes nothing but its values: of another answer the step asks again. */
function scale(name: string, description: string): Variable {
  return { name, type: "VARIABLE_TYPE_CHOICE", description, options: WORDS.map((word, at) => ({ value: String(at + 1), synonyms: [word] })) };
}

function rating(id: string, title: string, prompt: string, to: string, x: number): GraphNode {
  return {
    id,
    title,
    collect: {
      variable: id,
      prompt,
      reprompts: ["Please say a number from one to five, or press its key."],
      phrases: ["i would say {" + id + "}"],
      digits: { min_digits: 1, max_digits: 1 },
    },
    edges: [{ to, otherwise: {} }],
    position: { x, y: 0 },
  };
}

export const survey: Spec = {
  greeting: "Hello, this is a short survey of three questions about your last visit.",
  variables: [
    scale("friendliness", "How friendly we were, 1 to 5"),
    scale("waiting", "How content they were with the waiting time, 1 to 5"),
    { name: "comment", type: "VARIABLE_TYPE_TEXT", description: "What we should do better" },
  ],
  graph: {
    start_node: "friendliness",
    nodes: [
      rating("friendliness", "Friendliness", "From one to five, how friendly were we? You may say the number or press the key.", "waiting", 0),
      rating("waiting", "Waiting time", "And from one to five, how happy are you with the waiting time?", "comment", 340),
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
