import { expect, test } from "vitest";
import { isSame } from "./canonical";
import { differences } from "./diff";
import { renameVariable } from "./variables";
import { argumentsOf, schemaOf } from "./tool-schema";

test("nodes are compared by id, so that their order is no difference", () => {
  const a = { graph: { nodes: [{ id: "x", say: { text: "1" } }, { id: "y", title: "Why", say: { text: "2" } }] } };
  const b = { graph: { nodes: [{ id: "y", title: "Why", say: { text: "3" } }, { id: "x", say: { text: "1" } }] } };
  expect(differences(a, b)).toEqual([{ steps: [{ field: "graph" }, { field: "nodes" }, { name: "Why" }, { field: "say" }, { field: "text" }], before: "2", after: "3" }]);
});

test("where a node stands and what is empty is no difference", () => {
  expect(differences({ greeting: "", graph: { nodes: [{ id: "x", position: { x: 1 } }] } }, { graph: { nodes: [{ id: "x", position: { x: 9 } }] } })).toEqual([]);
});

test("what is new has no before, what is gone no after", () => {
  const [added] = differences({}, { variables: [{ name: "day" }] });
  expect(added).toMatchObject({ before: undefined, after: { name: "day" } });
  const [gone] = differences({ greeting: "Hi" }, {});
  expect(gone).toMatchObject({ before: "Hi", after: undefined });
});

test("another kind of node is a difference although both say nothing", () => {
  expect(differences({ graph: { nodes: [{ id: "x", branch: {} }] } }, { graph: { nodes: [{ id: "x", say: {} }] } })).not.toEqual([]);
  expect(isSame({ otherwise: {} }, {})).toBe(false);
});

test("a renamed variable is renamed wherever it is named", () => {
  const spec = {
    greeting: "On {day}, {daytime}",
    variables: [{ name: "day" }],
    graph: { nodes: [{ id: "day", collect: { variable: "day", phrases: ["on {day}"] }, prompt: { tools: [{ name: "t", assigns: { day: "day" } }] }, edges: [{ to: "day", rule: { all: [{ variable: "day", value: "day" }] } }] }] },
  };
  expect(renameVariable(spec, "day", "date")).toEqual({
    greeting: "On {date}, {daytime}",
    variables: [{ name: "date" }],
    graph: { nodes: [{ id: "day", collect: { variable: "date", phrases: ["on {date}"] }, prompt: { tools: [{ name: "t", assigns: { day: "date" } }] }, edges: [{ to: "day", rule: { all: [{ variable: "date", value: "day" }] } }] }] },
  });
});

test("a tool's arguments go through the form unchanged, and schemas that say more are left alone", () => {
  const list = [{ name: "who", type: "string" as const, description: "Name", options: ["a", "b"], isRequired: true }];
  expect(argumentsOf(schemaOf(list))).toEqual(list);
  expect(argumentsOf({ type: "object", properties: { at: { type: "string", format: "date" } } })).toBeUndefined();
});
